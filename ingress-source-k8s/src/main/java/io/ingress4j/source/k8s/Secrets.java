package io.ingress4j.source.k8s;

import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.ResourceId;
import io.ingress4j.source.k8s.api.ApiFailure;
import io.ingress4j.source.k8s.api.ApiObject;
import io.ingress4j.source.k8s.api.ApiResource;
import io.ingress4j.source.k8s.api.ApiServer;
import io.ingress4j.source.k8s.api.Backoff;
import io.ingress4j.source.k8s.api.Right;
import io.ingress4j.source.k8s.api.Watch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The Secrets that somebody names, and no other. Lists and watches say only which Secrets there are and when one changed;
 * what is in a Secret is asked for, one by one, once it is named, and forgotten when nobody names it any more.
 */
final class Secrets {
    private static final int AT_ONCE = 16;

    /** Announced in place of a version where a Secret went; no version is called so. */
    private static final String GONE = "gone";

    /** What can be a part of a path; the API server knows no Secret of another name. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    private final Watch.Tools tools;
    private final boolean hasRoles;
    private final Listener listener;
    private final Map<ObjectKey, Named> named = new HashMap<>();
    private final Queue<Named> queue = new ArrayDeque<>();
    private boolean begun;
    private int asked;
    private int unsettled;

    /** Who hears of the Secrets. */
    interface Listener {
        /** It is clear what a named Secret is now, or that there is none, or that it cannot be told for now. */
        void settled(ObjectKey key, Optional<Reading> reading);

        /** A complete list of Secrets was read. */
        void listed();

        /** Returns whether nobody waits for the first complete state any more, which a Secret may hold up for longer. */
        boolean isComplete();
    }

    /**
     * Makes what knows no Secret.
     *
     * @param hasRoles whether rights are given in single namespaces
     */
    Secrets(Watch.Tools tools, boolean hasRoles, Listener listener) {
        this.tools = tools;
        this.hasRoles = hasRoles;
        this.listener = listener;
    }

    /** A Secret that is named, and what is known of it. */
    private final class Named {
        final ObjectKey key;
        final Right right;
        final Backoff backoff = new Backoff(tools.waits());
        int times;
        boolean settled;
        boolean asking;
        String version = "";
        String announced = "";

        Named(ObjectKey key) {
            this.key = key;
            this.right = ApiResource.SECRETS.right("get", hasRoles ? key.namespace() : "");
        }

        /** Takes back what was said of it in the log and as a remark. */
        void over() {
            tools.trouble().over(right, key.toString());
        }

        boolean isNamed() {
            return named.get(key) == this;
        }
    }

    /** Returns whether an Ingress may name {@code name}; anything else is no name of a Secret. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Notes that somebody names a Secret, once more. */
    void name(ObjectKey key) {
        Named entry = named.get(key);
        if (entry == null) {
            entry = new Named(key);
            named.put(key, entry);
            unsettled++;
            if (begun) {
                ask(entry);
            }
        }
        entry.times++;
    }

    /** Begins to ask, once it is known what all Ingresses name. */
    void begin() {
        begun = true;
        named.values().forEach(this::ask);
    }

    /** Notes that somebody no longer names some Secrets, and returns those that nobody names now. */
    List<ResourceId> unname(Collection<ObjectKey> keys) {
        List<ResourceId> forgotten = new ArrayList<>();
        for (ObjectKey key : keys) {
            Named entry = named.get(key);
            if (entry != null && --entry.times == 0) {
                named.remove(key);
                settle(entry);
                entry.over();
                forgotten.add(new ResourceId(Kind.SECRET, key));
            }
        }
        return forgotten;
    }

    /** Returns whether it is clear what a named Secret is, or that it cannot be told for now. */
    boolean isSettled(ObjectKey key) {
        Named entry = named.get(key);
        return entry == null || entry.settled;
    }

    boolean areSettled() {
        return unsettled == 0;
    }

    private void settle(Named entry) {
        if (!entry.settled) {
            entry.settled = true;
            unsettled--;
        }
    }

    /**
     * What a list or watch says of a Secret.
     *
     * @param key its namespace and name
     * @param version its version
     */
    record Seen(ObjectKey key, String version) {}

    /** Returns who follows the Secrets of one place, those that {@code covers} says yes to. */
    Watch.Follower<Seen> in(Predicate<ObjectKey> covers) {
        return new Watch.Follower<>() {
            @Override
            public Seen read(ApiObject object) {
                return new Seen(object.key(), object.version());
            }

            @Override
            public void changed(List<Seen> changed, List<ObjectKey> gone) {
                gone.forEach(Secrets.this::left);
                changed.forEach(Secrets.this::came);
            }

            @Override
            public void listed(Set<ObjectKey> all) {
                named.values().stream()
                        .filter(entry -> !entry.version.isEmpty() && covers.test(entry.key) && !all.contains(entry.key))
                        .toList()
                        .forEach(entry -> announce(entry, GONE)); // it came and went between two lists
                listener.listed();
            }
        };
    }

    private void came(Seen seen) {
        Named entry = named.get(seen.key);
        if (begun && entry != null && !seen.version.equals(entry.version)) {
            announce(entry, seen.version);
        }
    }

    private void left(ObjectKey key) {
        Named entry = named.get(key);
        if (!begun || entry == null) {
            return;
        }
        if (entry.asking) {
            announce(entry, GONE); // the answer may be older than this
        } else {
            answered(entry, Optional.of(absent(key)), "");
        }
    }

    private void announce(Named entry, String version) {
        entry.announced = version;
        ask(entry);
    }

    private static Reading absent(ObjectKey key) {
        return new Reading(new ResourceId(Kind.SECRET, key), Optional.empty(), List.of());
    }

    private void ask(Named entry) {
        if (entry.asking) {
            return; // the version announced is compared when the answer is there
        }
        entry.asking = true;
        queue.add(entry);
        askNext();
    }

    private void askNext() {
        while (asked < AT_ONCE) {
            Named entry = queue.poll();
            if (entry == null) {
                return;
            }
            if (entry.isNamed()) {
                asked++;
                entry.announced = "";
                tools.server().object(ApiResource.SECRETS, entry.key, new Read(entry));
            }
        }
    }

    /** The answer to a question for one Secret. */
    private final class Read implements ApiServer.Found {
        private final Named entry;
        private boolean done;

        Read(Named entry) {
            this.entry = entry;
        }

        @Override
        public void found(ApiObject object) {
            Optional<Reading> reading = tools.read(Kind.SECRET, object, read -> Reading.of(read, Kind.SECRET));
            done();
            if (entry.isNamed()) {
                answered(entry, reading, object.version());
            }
        }

        @Override
        public void failed(ApiFailure failure) {
            done();
            if (!entry.isNamed()) {
                return;
            }
            if (failure.code() == ApiFailure.NOT_FOUND) {
                answered(entry, Optional.of(absent(entry.key)), "");
                return;
            }
            boolean refused = failure.code() == ApiFailure.FORBIDDEN;
            tools.trouble().failed(entry.right, entry.key.toString(), failure);
            entry.asking = true; // it will be, later
            tools.work().after(refused ? entry.backoff.nextRefused() : entry.backoff.next(), () -> {
                entry.asking = false;
                if (entry.isNamed()) {
                    ask(entry);
                }
            });
            if (refused || listener.isComplete()) {
                settle(entry);
                listener.settled(entry.key, Optional.empty());
            }
        }

        private void done() {
            if (!done) { // telling what was read may have failed
                done = true;
                asked--;
                entry.asking = false;
                askNext();
            }
        }
    }

    private void answered(Named entry, Optional<Reading> reading, String version) {
        boolean again = !entry.announced.isEmpty() && !entry.announced.equals(version);
        entry.over();
        entry.backoff.reset();
        entry.version = version;
        entry.announced = "";
        settle(entry);
        listener.settled(entry.key, reading);
        if (again && entry.isNamed()) {
            ask(entry);
        }
    }
}
