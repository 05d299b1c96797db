package io.ingress4j.source.k8s.status;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.source.k8s.api.ApiFailure;
import io.ingress4j.source.k8s.api.ApiObjects;
import io.ingress4j.source.k8s.api.Right;
import io.ingress4j.source.k8s.api.Trouble;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns remarks about Ingresses into Events, each of them once; one that is gone and comes again is told again, but of the same
 * Ingress not before some time is over. An Event's name follows from what it says and of which Ingress, so that replicas and a
 * new process find what was told before them.
 */
final class IngressEvents {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterReporter.class);

    static final int MOST_REMEMBERED = 10_000;
    static final int MAX_MESSAGE_CHARS = 1024;

    private static final String COMPONENT = "ingress4j";
    private static final int BURST = 25;
    private static final int MAX_NAME_CHARS = 200;

    private final String identity;
    private final Timing timing;
    private final Trouble trouble;
    private final Rights rights;
    private final Counts counts;
    private final Map<Remark, Told> remembered = new LinkedHashMap<>(16, 0.75f, true);
    private final Pending<Remark> pending = new Pending<>(remark -> remark.ingress.namespace());
    private boolean saidFull;

    /** What makes two remarks the same. */
    private record Remark(ObjectKey ingress, String code, String field, String message) {}

    /** What was told of a remark, and whether it still stands. */
    private static final class Told {
        private boolean stands;
        private String text = "";
        private String event = "";
        private int times;
        private long at;
    }

    IngressEvents(String identity, Timing timing, Trouble trouble, Rights rights, Counts counts) {
        this.identity = identity;
        this.timing = timing;
        this.trouble = trouble;
        this.rights = rights;
        this.counts = counts;
    }

    /** Hears which remarks came and which are gone. For any thread. */
    synchronized void changed(Collection<Diagnostic> came, Collection<Diagnostic> gone) {
        for (Diagnostic each : gone) {
            Remark remark = remarkOf(each);
            if (remark != null) {
                gone(remark);
            }
        }
        for (Diagnostic each : came) {
            Remark remark = remarkOf(each);
            if (remark != null) {
                came(remark, each);
            }
        }
    }

    private void gone(Remark remark) {
        pending.remove(remark);
        Told told = remembered.get(remark);
        if (told != null) {
            told.stands = false;
            if (told.times == 0) {
                remembered.remove(remark);
            }
        }
    }

    private void came(Remark remark, Diagnostic diagnostic) {
        Told told = remembered.computeIfAbsent(remark, key -> new Told());
        told.stands = true;
        told.text = textOf(diagnostic);
        pending.add(remark, 0); // whether the Ingress was made anew is only seen when it is read
        if (remembered.size() > MOST_REMEMBERED) {
            Remark eldest = remembered.keySet().iterator().next();
            remembered.remove(eldest);
            if (pending.remove(eldest) && !saidFull) {
                saidFull = true;
                LOG.warn("more than {} remarks wait to become Events; the oldest ones become none", MOST_REMEMBERED);
            }
        }
    }

    private static @Nullable Remark remarkOf(Diagnostic diagnostic) {
        String object = diagnostic.object();
        String prefix = Kind.INGRESS + " ";
        int slash = object.indexOf('/');
        if (diagnostic.severity() == Diagnostic.Severity.NOTE || !object.startsWith(prefix) || slash < 0) {
            return null;
        }
        var key = new ObjectKey(object.substring(prefix.length(), slash), object.substring(slash + 1));
        return new Remark(key, diagnostic.code(), diagnostic.field(), diagnostic.message());
    }

    /** Returns the remark without its object, which the Event names itself. */
    static String textOf(Diagnostic diagnostic) {
        String text = (diagnostic.field().isEmpty() ? "" : diagnostic.field() + ": ")
                + (diagnostic.value().isEmpty() ? "" : "\"" + diagnostic.value() + "\": ")
                + diagnostic.message();
        var shown = new StringBuilder(text.length());
        text.codePoints().map(each -> Character.isISOControl(each) ? '?' : each).forEach(shown::appendCodePoint);
        return shown.length() <= MAX_MESSAGE_CHARS
                ? shown.toString()
                : shown.substring(0, MAX_MESSAGE_CHARS - 3) + "...";
    }

    /** Returns a code like {@code unknown-annotation} as Events write it. */
    static String reasonOf(String code) {
        var reason = new StringBuilder();
        for (String word : code.split("[^A-Za-z0-9]+", -1)) {
            if (!word.isEmpty()) {
                reason.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
            }
        }
        return reason.toString();
    }

    /** Works until the thread is interrupted. */
    void work(ApiObjects api, BooleanSupplier mayWrite) throws InterruptedException {
        var pace = new Pace(BURST, 1, System.nanoTime());
        while (!Thread.currentThread().isInterrupted()) {
            Remark remark = pending.take();
            try {
                pace.await();
                while (!mayWrite.getAsBoolean()) {
                    TimeUnit.NANOSECONDS.sleep(timing.failed().toNanos()); // or the next leader does it
                }
                Duration wait = tell(api, mayWrite, remark);
                if (wait != null) {
                    again(remark, wait);
                }
            } catch (InterruptedException e) {
                again(remark, Duration.ZERO); // for the next term
                throw e;
            }
        }
    }

    private synchronized void again(Remark remark, Duration wait) {
        Told told = remembered.get(remark);
        if (told != null && told.stands) {
            pending.add(remark, wait.toNanos());
        }
    }

    /** Returns what was told of a remark, or null where it stands no more. */
    private synchronized @Nullable Told toldOf(Remark remark) {
        Told told = remembered.get(remark);
        if (told == null || !told.stands) {
            return null;
        }
        Told now = new Told();
        now.text = told.text;
        now.event = told.event;
        now.times = told.times;
        now.at = told.at;
        return now;
    }

    private synchronized void told(Remark remark, String event, int times) {
        Told told = remembered.get(remark);
        if (told != null) {
            told.event = event;
            told.times = times;
            told.at = System.nanoTime();
        }
    }

    /** Tells a remark, and returns after what time that is to be tried again, if at all. */
    private @Nullable Duration tell(ApiObjects api, BooleanSupplier mayWrite, Remark remark)
            throws InterruptedException {
        Told before = toldOf(remark);
        if (before == null) {
            return null;
        }
        String namespace = remark.ingress.namespace();
        Right right = rights.readIngress(namespace);
        try {
            Ingress ingress = api.get(
                    "apis/networking.k8s.io/v1/namespaces/" + namespace + "/ingresses/" + remark.ingress.name(),
                    Ingress.class);
            trouble.over(right, namespace);
            String events = "api/v1/namespaces/" + namespace + "/events";
            Event event = eventOf(remark, before, ingress);
            String name = event.getMetadata().getName();
            if (before.event.equals(name)) {
                long early = before.at + timing.repeated().toNanos() - System.nanoTime();
                if (early > 0) {
                    return Duration.ofNanos(early);
                }
                if (!mayWrite.getAsBoolean()) {
                    return timing.failed(); // or the next leader does it
                }
                right = rights.event("patch", namespace);
                if (repeat(api, events, event, before.times + 1)) {
                    trouble.over(right, namespace);
                    told(remark, name, before.times + 1);
                    counts.events.incrementAndGet();
                    return null;
                }
            }
            if (!mayWrite.getAsBoolean()) {
                return timing.failed();
            }
            right = rights.event("create", namespace);
            counts.events.addAndGet(create(api, events, event) ? 1 : 0);
            trouble.over(right, namespace);
            told(remark, name, 1);
            return null;
        } catch (ApiFailure e) {
            return failed(remark, right, e);
        } catch (RuntimeException | Error e) {
            counts.failures.incrementAndGet();
            LOG.warn("an Event on Ingress {} could not be written, and is tried again", remark.ingress, e);
            return rest(remark, timing.refused());
        }
    }

    private @Nullable Duration failed(Remark remark, Right right, ApiFailure failure) {
        if (failure.code() == ApiFailure.NOT_FOUND) {
            return null; // there is nobody left to be told
        }
        String message = failure.getMessage();
        if (message != null && message.contains("is being terminated")) {
            return null;
        }
        counts.failures.incrementAndGet();
        trouble.failed(right, remark.ingress.namespace(), failure);
        return rest(remark, failure.mayPass() ? timing.failed() : timing.refused());
    }

    private Duration rest(Remark remark, Duration wait) {
        pending.rest(remark.ingress.namespace(), wait);
        return wait;
    }

    /** Returns whether the Event was not there yet, written by the leader before. */
    private static boolean create(ApiObjects api, String events, Event event) throws ApiFailure, InterruptedException {
        try {
            api.post(events, event, Event.class);
            return true;
        } catch (ApiFailure e) {
            if (e.code() == ApiFailure.CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    /** Returns whether the Event was still there to be counted up. */
    private boolean repeat(ApiObjects api, String events, Event event, int times)
            throws ApiFailure, InterruptedException {
        try {
            api.patch(
                    events + "/" + event.getMetadata().getName(),
                    Map.of("count", times, "message", event.getMessage(), "lastTimestamp", event.getLastTimestamp()));
            return true;
        } catch (ApiFailure e) {
            if (e.code() == ApiFailure.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private Event eventOf(Remark remark, Told told, Ingress ingress) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        String uid = ingress.getMetadata().getUid();
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(remark.ingress.namespace())
                .withName(nameOf(remark, uid))
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion("networking.k8s.io/v1")
                .withKind(Kind.INGRESS.toString())
                .withNamespace(remark.ingress.namespace())
                .withName(remark.ingress.name())
                .withUid(uid)
                .withResourceVersion(ingress.getMetadata().getResourceVersion())
                .endInvolvedObject()
                .withType("Warning")
                .withReason(reasonOf(remark.code))
                .withMessage(told.text)
                .withCount(1)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withNewSource()
                .withComponent(COMPONENT)
                .endSource()
                .withReportingComponent(COMPONENT)
                .withReportingInstance(identity)
                .build();
    }

    private static String nameOf(Remark remark, String uid) {
        String ingress = remark.ingress.name();
        String start =
                ingress.substring(0, Math.min(ingress.length(), MAX_NAME_CHARS)).replaceAll("[-.]+$", "");
        String said = String.join("\0", List.of(uid, remark.code, remark.field, remark.message));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(said.getBytes(StandardCharsets.UTF_8));
            return start + "." + HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
