package io.ingress4j.source.k8s.status;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.source.k8s.api.ApiFailure;
import io.ingress4j.source.k8s.api.ApiObjects;
import io.ingress4j.source.k8s.api.Right;
import io.ingress4j.source.k8s.api.Trouble;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the addresses to the Ingresses that are served. What is heard of an Ingress only says that it is worth a look: each
 * is read again before it is written, and written only as the successor of what was read.
 */
final class StatusWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterReporter.class);

    static final String FIELD_MANAGER = "ingress4j";
    private static final int WRITES_PER_SECOND = 20;

    private final ApiObjects api;
    private final Timing timing;
    private final Trouble trouble;
    private final Rights rights;
    private final Counts counts;
    private final BooleanSupplier mayWrite;
    private final Set<ObjectKey> served;
    private final Pending<ObjectKey> pending = new Pending<>(ObjectKey::namespace);
    private volatile @Nullable SortedSet<String> addresses;

    private final Map<ObjectKey, Written> written = new HashMap<>(); // of the thread that works

    /** What we wrote last to an object. */
    private static final class Written {
        private final String uid;
        private final Contest contest;
        private SortedSet<String> addresses;

        Written(String uid, Contest contest, SortedSet<String> addresses) {
            this.uid = uid;
            this.contest = contest;
            this.addresses = addresses;
        }
    }

    StatusWriter(
            ApiObjects api,
            Timing timing,
            Trouble trouble,
            Rights rights,
            Counts counts,
            BooleanSupplier mayWrite,
            Set<ObjectKey> served) {
        this.api = api;
        this.timing = timing;
        this.trouble = trouble;
        this.rights = rights;
        this.counts = counts;
        this.mayWrite = mayWrite;
        this.served = served;
    }

    /** Hears where Ingresses are served. */
    void addresses(SortedSet<String> found) {
        if (found.isEmpty() || found.equals(addresses)) {
            return;
        }
        boolean isFirst = addresses == null;
        addresses = found;
        LOG.info("the Ingresses that are served are reached at {}", found);
        if (!isFirst) {
            look(served);
        }
    }

    /** Hears which Ingresses may need a write, or are served no more. */
    void look(Collection<ObjectKey> keys) {
        keys.forEach(key -> pending.add(key, 0));
    }

    /** Hears what an Ingress shows. */
    void seen(ObjectKey key, SortedSet<String> shown) {
        if (served.contains(key) && !shown.equals(addresses)) {
            pending.add(key, 0);
        }
    }

    /** Works until the thread is interrupted. */
    void work() throws InterruptedException {
        var pace = new Pace(1, WRITES_PER_SECOND, System.nanoTime());
        while (!Thread.currentThread().isInterrupted()) {
            ObjectKey key = pending.take();
            SortedSet<String> wanted = addresses;
            if (!served.contains(key)) {
                written.remove(key);
            } else if (wanted != null) { // once there are addresses, everything is listed
                Duration again = settle(key, wanted, pace);
                if (again != null) {
                    pending.add(key, again.toNanos());
                }
            }
        }
    }

    /** Brings one Ingress up to date, and returns after what time that is to be tried again, if at all. */
    private @Nullable Duration settle(ObjectKey key, SortedSet<String> wanted, Pace pace) throws InterruptedException {
        String path = "apis/networking.k8s.io/v1/namespaces/" + key.namespace() + "/ingresses/" + key.name();
        String namespace = key.namespace();
        Right right = rights.readIngress(namespace);
        try {
            Ingress found = api.get(path, Ingress.class);
            trouble.over(right, namespace);
            if (Addresses.of(found).equals(wanted)) {
                return null;
            }
            long left = contested(key, found, wanted);
            if (left > 0) {
                return Duration.ofNanos(left);
            }
            pace.await();
            if (!mayWrite.getAsBoolean()) {
                return timing.failed(); // or the next leader does it
            }
            right = rights.updateStatus(namespace);
            Ingress wish = new IngressBuilder(found)
                    .editOrNewStatus()
                    .editOrNewLoadBalancer()
                    .withIngress(Addresses.shown(wanted))
                    .endLoadBalancer()
                    .endStatus()
                    .build();
            api.put(path + "/status?fieldManager=" + FIELD_MANAGER, wish, Ingress.class);
            trouble.over(right, namespace);
            counts.statuses.incrementAndGet();
            remember(key, found, wanted);
            return null;
        } catch (ApiFailure e) {
            return failed(key, right, e);
        } catch (RuntimeException | Error e) {
            counts.failures.incrementAndGet();
            LOG.warn("the status of Ingress {} could not be written, and is tried again", key, e);
            return timing.refused();
        }
    }

    private @Nullable Duration failed(ObjectKey key, Right right, ApiFailure failure) {
        if (failure.code() == ApiFailure.NOT_FOUND) {
            trouble.over(right, key.namespace());
            written.remove(key);
            return null;
        }
        if (failure.code() == ApiFailure.CONFLICT) {
            trouble.over(right, key.namespace());
            return Duration.ZERO; // somebody was faster: what it is now decides
        }
        counts.failures.incrementAndGet();
        trouble.failed(right, key.namespace(), failure);
        boolean isOfAll = failure.isWithout(right); // and not of this one, as a policy's refusal may be
        pending.rest(key.namespace(), isOfAll ? timing.refused() : timing.failed());
        return failure.mayPass() ? timing.failed() : timing.refused();
    }

    /** Returns for how long an Ingress whose status is not what we want is left alone. */
    private long contested(ObjectKey key, Ingress found, SortedSet<String> wanted) {
        Written before = written.get(key);
        if (before == null || !before.uid.equals(found.getMetadata().getUid())) {
            return 0;
        }
        long now = System.nanoTime();
        long left = before.contest.left(now);
        if (left > 0 || !before.addresses.equals(wanted)) {
            return left;
        }
        before.addresses = Addresses.of(found); // lost once, however often it is looked at
        if (before.contest.lost(now)) {
            LOG.warn(
                    "{} keeps writing other addresses to the status of Ingress {}: {} (expected: one controller for each"
                            + " Ingress, by its class, or one of them without status updates); ours, {}, are written again"
                            + " after {} s, and later each time",
                    writerOf(found),
                    key,
                    Addresses.of(found),
                    wanted,
                    TimeUnit.NANOSECONDS.toSeconds(before.contest.pause()));
        }
        return before.contest.left(now);
    }

    private void remember(ObjectKey key, Ingress found, SortedSet<String> wanted) {
        Written before = written.get(key);
        if (before != null && before.uid.equals(found.getMetadata().getUid())) {
            before.addresses = wanted;
        } else {
            written.put(key, new Written(found.getMetadata().getUid(), new Contest(timing), wanted));
        }
    }

    private static String writerOf(Ingress ingress) {
        return ingress.getMetadata().getManagedFields().stream()
                .filter(entry -> "status".equals(entry.getSubresource()))
                .filter(entry ->
                        entry.getManager() != null && !entry.getManager().equals(FIELD_MANAGER))
                .max(Comparator.comparing(entry -> entry.getTime() == null ? "" : entry.getTime()))
                .map(ManagedFieldsEntry::getManager)
                .orElse("somebody");
    }
}
