package io.ingress4j.source.k8s.api;

import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.ResourceId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows the objects of one kind in one place for ever: lists them, watches from where the list was made, and lists again
 * where the API server no longer knows that place. Of the objects themselves it keeps the names and versions, to see what
 * a further list changes. Lists come in parts, and in smaller ones from then on where one was too large to be held.
 *
 * <p><b>A dead connection.</b> Over a connection whose other side went without a word nothing comes, not even an end. The
 * API server is therefore asked to end each watch after {@link Waits#watch}; a watch that says nothing for longer than
 * that is given up.
 *
 * @param <T> what an object is read as
 */
public final class Watch<T> {
    private static final String METADATA = ";g=meta.k8s.io;v=v1," + Connection.JSON;
    private static final int MAX_PAGE = 250;
    private static final int MAX_PAGE_BYTES = 16 << 20;
    private static final int MAX_EVENT_BYTES = 32 << 20;
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final ApiResource resource;
    private final String namespace;
    private final String name;
    private final Follower<T> follower;
    private final Tools tools;
    private final Backoff backoff;
    private final boolean isNeeded;
    private final Map<ObjectKey, String> versions = new HashMap<>();
    private Right right;
    private int page = MAX_PAGE;
    private String position = "";
    private long watching;
    private @Nullable Long refusing;
    private Runnable whenRefused = () -> {};
    private ApiServer.@Nullable Call call;

    private volatile long heard = System.nanoTime();
    private volatile boolean synced;
    private volatile boolean connected;
    private volatile boolean withheld;

    /**
     * What several watches share.
     *
     * @param server whom they ask
     * @param work the thread they run on
     * @param waits how long they wait
     * @param trouble who is told of failures
     */
    public record Tools(ApiServer server, Work work, Waits waits, Trouble trouble) {
        /** Reads an object, or says that it cannot be read: what it was before stays, and no other waits for it. */
        public <T> Optional<T> read(Kind kind, ApiObject object, Function<ApiObject, T> reader) {
            try {
                return Optional.of(reader.apply(object));
            } catch (RuntimeException e) {
                trouble.unreadable(new ResourceId(kind, object.key()), e);
                return Optional.empty();
            }
        }
    }

    /**
     * Who hears of the objects.
     *
     * @param <T> what an object is read as
     */
    public interface Follower<T> {
        /**
         * Reads an object; what the result holds stays in memory as long as the list is incomplete. An object that makes this
         * throw is left out, and told of again when it changes.
         */
        T read(ApiObject object);

        /** Objects came or changed, and others went, at once. */
        void changed(List<T> changed, List<ObjectKey> gone);

        /** A complete list holds just these. */
        default void listed(Set<ObjectKey> all) {}
    }

    /**
     * Makes a watch that is still to be started.
     *
     * @param namespace the namespace, or empty for all of them
     * @param name the name of the only object that matters, or empty for all of them
     * @param isNeeded whether the right to it is; where it is not, a refusal counts as an empty list
     */
    public Watch(
            ApiResource resource, String namespace, String name, boolean isNeeded, Follower<T> follower, Tools tools) {
        this.resource = resource;
        this.namespace = namespace;
        this.name = name;
        this.isNeeded = isNeeded;
        this.follower = follower;
        this.tools = tools;
        this.backoff = new Backoff(tools.waits);
        this.right = resource.right("list", namespace);
    }

    /** Returns what kind of objects it follows. */
    public Kind kind() {
        return resource.kind();
    }

    /** Returns where: empty for the whole cluster, else a namespace, or {@code namespace/name} for one object. */
    public String scope() {
        return name.isEmpty() ? namespace : namespace + "/" + name;
    }

    /** Returns whether a complete list was read once. For any thread. */
    public boolean isSynced() {
        return synced;
    }

    /** Returns whether the API server answers at this moment. For any thread. */
    public boolean isConnected() {
        return connected;
    }

    /** Returns whether the API server refuses what it follows, and nobody needs it. For any thread. */
    public boolean isWithheld() {
        return withheld;
    }

    /** Returns how long ago the API server last said something, or since the start where it never did. For any thread. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - heard);
    }

    /** Returns for how long every answer of the API server was that a right is missing; zero where the last was another. */
    public Duration refused() {
        return refusing == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - refusing);
    }

    /** Begins; from now on everything of it runs on the thread of its tools, and so must this. */
    public void start() {
        start(() -> {});
    }

    /** Begins, as {@link #start()} does; {@code refused} runs whenever the API server begins to refuse what it follows. */
    public void start(Runnable refused) {
        this.whenRefused = refused;
        heard = System.nanoTime();
        list("", new Listing());
    }

    private void stop() {
        if (call != null) {
            call.cancel();
        }
    }

    private String path(String query) {
        String selector = name.isEmpty() ? resource.selector() : "metadata.name=" + name;
        return resource.path(namespace)
                + "?"
                + query
                + (selector.isEmpty() ? "" : "&fieldSelector=" + ApiResource.encode(selector));
    }

    private String accept(String type) {
        return resource.part() == ApiResource.Part.METADATA
                ? Connection.JSON + ";as=" + type + METADATA
                : Connection.JSON;
    }

    /** What the parts of a list said so far. */
    private final class Listing {
        final Map<ObjectKey, String> all = new HashMap<>();
        final List<T> changed = new ArrayList<>();

        void add(ApiJson.Page page) {
            for (ApiObject object : page.items()) {
                if (!object.version().equals(versions.get(object.key()))) {
                    read(object).ifPresent(changed::add);
                }
                all.put(object.key(), object.version());
            }
        }
    }

    private Optional<T> read(ApiObject object) {
        return tools.read(kind(), object, follower::read);
    }

    private void list(String next, Listing listing) {
        right = resource.right("list", namespace);
        String query = "limit=" + page + (next.isEmpty() ? "" : "&continue=" + ApiResource.encode(next));
        call = tools.server.get(path(query), accept("PartialObjectMetadataList"), tools.waits.answer(), new Heard() {
            private final Bytes bytes = new Bytes(MAX_PAGE_BYTES);

            @Override
            public void data(ByteBuffer data) throws IOException {
                if (page == 1 || bytes.haveRoomFor(data)) {
                    bytes.add(data);
                } else {
                    page /= 2; // for good: objects as large as these will come again
                    stop();
                    list(next, listing);
                }
            }

            @Override
            public void end() throws IOException {
                ApiJson.Page part = ApiJson.page(bytes.array(), bytes.length(), resource);
                listing.add(part);
                if (part.next().isEmpty()) {
                    complete(listing, part.version());
                } else {
                    list(part.next(), listing);
                }
            }
        });
    }

    private void complete(Listing listing, String version) {
        heard = System.nanoTime();
        List<ObjectKey> gone = versions.keySet().stream()
                .filter(key -> !listing.all.containsKey(key))
                .toList();
        follower.changed(listing.changed, gone);
        versions.clear();
        versions.putAll(listing.all);
        position = version;
        synced = true;
        follower.listed(Collections.unmodifiableSet(versions.keySet()));
        watch();
    }

    private void watch() {
        right = resource.right("watch", namespace);
        String query = "watch=true&allowWatchBookmarks=true&timeoutSeconds="
                + Math.max(1, tools.waits.watch().toSeconds())
                + "&resourceVersion="
                + ApiResource.encode(position);
        call = tools.server.get(path(query), accept("PartialObjectMetadata"), tools.waits.silence(), new Heard() {
            private final Bytes line = new Bytes(MAX_EVENT_BYTES);

            @Override
            public void opened() {
                super.opened();
                watching = System.nanoTime();
            }

            @Override
            public void data(ByteBuffer data) throws IOException {
                boolean goesOn = true;
                while (goesOn && data.hasRemaining()) {
                    int end = endOfLine(data);
                    ByteBuffer part = data.slice(data.position(), end - data.position());
                    line.add(part);
                    data.position(end);
                    if (data.hasRemaining()) {
                        data.get();
                        goesOn = event(line);
                        line.clear();
                    }
                }
            }

            @Override
            public void end() {
                again(lasted() ? Duration.ZERO : backoff.next());
            }
        });
    }

    private static int endOfLine(ByteBuffer data) {
        for (int i = data.position(); i < data.limit(); i++) {
            if (data.get(i) == '\n') {
                return i;
            }
        }
        return data.limit();
    }

    /** Takes an event, and returns whether the watch goes on. */
    private boolean event(Bytes line) throws IOException {
        if (line.length() == 0) {
            return true;
        }
        ApiJson.Event event;
        try {
            event = ApiJson.event(line.array(), line.length(), resource);
        } catch (IOException e) {
            position = ""; // where it would come again
            throw e;
        }
        ApiObject object = event.object();
        heard = System.nanoTime();
        switch (event.type()) {
            case "ADDED", "MODIFIED" -> {
                if (!object.version().equals(versions.get(object.key()))) {
                    read(object).ifPresent(read -> follower.changed(List.of(read), List.of()));
                    versions.put(object.key(), object.version());
                }
                position = object.version();
            }
            case "DELETED" -> {
                follower.changed(List.of(), List.of(object.key()));
                versions.remove(object.key());
                position = object.version();
            }
            case "BOOKMARK" -> position = object.version();
            default -> {
                stop();
                failed(event.failure());
                return false;
            }
        }
        backoff.reset();
        return true;
    }

    /** Returns whether there was a watch that went well for a while: what fails after it fails for the first time. */
    private boolean lasted() {
        boolean lasted = watching != 0 && System.nanoTime() - watching >= SHORT.toNanos();
        watching = 0;
        if (lasted) {
            backoff.reset();
        }
        return lasted;
    }

    private void again(Duration delay) {
        call = null;
        tools.work.after(delay, () -> {
            if (position.isEmpty()) {
                list("", new Listing());
            } else {
                watch();
            }
        });
    }

    private void failed(ApiFailure failure) {
        connected = false;
        if (failure.code() != ApiFailure.FORBIDDEN) {
            refusing = null;
        } else if (refusing == null) {
            refusing = System.nanoTime();
            whenRefused.run();
        }
        lasted();
        if (!failure.keepsPosition()) {
            position = "";
        }
        if (failure.code() == ApiFailure.FORBIDDEN) {
            if (isNeeded) {
                tools.trouble.failed(right, scope(), failure);
            } else {
                withheld = true;
                tools.trouble.withheld(right, scope());
                if (!synced) {
                    synced = true;
                    follower.listed(Set.of());
                }
            }
            again(backoff.nextRefused()); // an API server that has just begun refuses, too
        } else {
            if (failure.code() != ApiFailure.GONE) {
                tools.trouble.failed(right, scope(), failure);
            }
            again(backoff.next());
        }
    }

    /** What a list and a watch have in common: both show that the API server answers. */
    private abstract class Heard implements ApiServer.Answer {
        @Override
        public void opened() {
            connected = true;
            withheld = false;
            refusing = null;
            heard = System.nanoTime();
            tools.trouble.over(right, scope());
        }

        @Override
        public void failed(ApiFailure failure) {
            Watch.this.failed(failure);
        }
    }
}
