package io.ingress4j.source.k8s.status;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.source.k8s.api.ApiFailure;
import io.ingress4j.source.k8s.api.ApiObjects;
import io.ingress4j.source.k8s.api.Right;
import io.ingress4j.source.k8s.api.Trouble;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a Lease, or tries to for ever, as Kubernetes' own controllers do.
 *
 * <p>Clocks of different machines are not compared: who is not the leader measures by its own clock how long the Lease did
 * not change. The leader counts from <em>before</em> it asked for the renewal that succeeded last, and to less than others
 * wait. So whatever it begins while {@link #holds} is over before another one may begin.
 */
final class Leadership {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterReporter.class);
    private static final String CREATE = "create";
    private static final String UPDATE = "update";
    private static final double JITTER = 0.2;

    private final ApiObjects api;
    private final ObjectKey key;
    private final String identity;
    private final Timing timing;
    private final Trouble trouble;
    private final Duty duty;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private volatile boolean leads;
    private volatile long until;
    private volatile boolean released = true;

    private @Nullable Lease known;
    private String observedVersion = "";
    private long observedAt;

    /** What the leader does. Both are called on the thread of the election. */
    interface Duty {
        /** The Lease is held. */
        void begin();

        /** The Lease is held no more. Nothing may be written when this returns. */
        void end();
    }

    Leadership(ApiObjects api, ObjectKey key, String identity, Timing timing, Trouble trouble, Duty duty) {
        this.api = api;
        this.key = key;
        this.identity = identity;
        this.timing = timing;
        this.trouble = trouble;
        this.duty = duty;
        this.thread = new Thread(this::run, "ingress4j-leader");
        thread.setDaemon(true);
    }

    void start() {
        if (thread.getState() != Thread.State.NEW) {
            throw new IllegalStateException("started before");
        }
        thread.start();
    }

    /** Returns whether something may be written now. For any thread. */
    boolean holds() {
        return leads && System.nanoTime() - until < 0;
    }

    private void run() {
        try {
            long pause = 0;
            while (!closing.await(pause, TimeUnit.NANOSECONDS)) {
                pause = attempt();
                if (leads && !holds()) {
                    end("its Lease could not be renewed");
                }
            }
        } catch (InterruptedException e) {
            // closed without patience
        } catch (Error e) {
            LOG.error("the election by Lease {} ends, and is not begun again", key, e);
            throw e;
        } finally {
            if (leads) {
                end("it closes");
            }
            if (released) {
                release();
            }
        }
    }

    private void end(String why) {
        leads = false;
        LOG.info("{} no longer leads by Lease {}: {}", identity, key, why);
        duty.end();
    }

    /** Tries once to get or to keep the Lease, and returns how many nanoseconds to wait before the next time. */
    private long attempt() throws InterruptedException {
        long begun = System.nanoTime();
        boolean refused = false;
        try {
            if (hold()) {
                until = begun + timing.renew().toNanos();
                if (!leads && holdsUntil(until)) {
                    leads = true;
                    LOG.info("{} leads by Lease {}", identity, key);
                    duty.begin();
                }
            }
        } catch (ApiFailure e) {
            known = null; // whether it was written is not known
            refused = e.code() == ApiFailure.FORBIDDEN;
        } catch (RuntimeException e) {
            known = null;
            LOG.warn("the election by Lease {} failed, and is tried again", key, e);
        }
        long pause = (refused && !leads ? timing.refused() : timing.retry()).toNanos();
        return (long) (pause * (1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER)));
    }

    private static boolean holdsUntil(long until) {
        return System.nanoTime() - until < 0;
    }

    /** Returns whether the Lease is ours now. */
    private boolean hold() throws ApiFailure, InterruptedException {
        Lease lease = known;
        if (lease == null) {
            lease = read();
            if (lease == null) {
                return write(CREATE, newLease());
            }
        }
        String version = lease.getMetadata().getResourceVersion();
        if (!version.equals(observedVersion)) {
            observedVersion = version;
            observedAt = System.nanoTime();
        }
        String holder = lease.getSpec() == null ? null : lease.getSpec().getHolderIdentity();
        boolean isOurs = identity.equals(holder);
        if (!isOurs && leads) {
            until = System.nanoTime(); // somebody took it
            return false;
        }
        if (!isOurs
                && holder != null
                && !holder.isEmpty()
                && System.nanoTime() - observedAt < timing.lease().toNanos()) {
            return false;
        }
        return write(UPDATE, renewed(lease, isOurs));
    }

    private @Nullable Lease read() throws ApiFailure, InterruptedException {
        Right right = Rights.lease("get", key.namespace());
        try {
            Lease lease = api.get(path() + "/" + key.name(), Lease.class);
            trouble.over(right, key.toString());
            return lease;
        } catch (ApiFailure e) {
            if (e.code() == ApiFailure.NOT_FOUND) {
                trouble.over(right, key.toString());
                return null;
            }
            trouble.failed(right, key.toString(), e);
            throw e;
        }
    }

    private boolean write(String verb, Lease lease) throws ApiFailure, InterruptedException {
        Right right = Rights.lease(verb, key.namespace());
        try {
            Lease written = verb.equals(CREATE)
                    ? api.post(path(), lease, Lease.class)
                    : api.put(path() + "/" + key.name(), lease, Lease.class);
            known = written;
            observedVersion = written.getMetadata().getResourceVersion();
            observedAt = System.nanoTime();
            trouble.over(right, key.toString());
            return true;
        } catch (ApiFailure e) {
            known = null;
            if (e.code() == ApiFailure.CONFLICT) {
                return false;
            }
            trouble.failed(right, key.toString(), e);
            throw e;
        }
    }

    private String path() {
        return "apis/coordination.k8s.io/v1/namespaces/" + key.namespace() + "/leases";
    }

    private Lease newLease() {
        ZonedDateTime now = now();
        return new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(key.namespace())
                .withName(key.name())
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(identity)
                .withLeaseDurationSeconds(seconds())
                .withAcquireTime(now)
                .withRenewTime(now)
                .withLeaseTransitions(0)
                .endSpec()
                .build();
    }

    private Lease renewed(Lease lease, boolean isOurs) {
        ZonedDateTime now = now();
        LeaseSpec before = lease.getSpec() == null ? new LeaseSpec() : lease.getSpec();
        Integer transitions = before.getLeaseTransitions();
        return new LeaseBuilder(lease)
                .editOrNewSpec()
                .withHolderIdentity(identity)
                .withLeaseDurationSeconds(seconds())
                .withAcquireTime(isOurs ? before.getAcquireTime() : now)
                .withRenewTime(now)
                .withLeaseTransitions((transitions == null ? 0 : transitions) + (isOurs ? 0 : 1))
                .endSpec()
                .build();
    }

    private int seconds() {
        return (int) Math.max(1, timing.lease().toSeconds());
    }

    private static ZonedDateTime now() {
        return ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    }

    /** Lets another one lead at once. */
    private void release() {
        Lease lease = known;
        if (lease == null) {
            return;
        }
        Lease free = new LeaseBuilder(lease)
                .editSpec()
                .withHolderIdentity("")
                .withLeaseDurationSeconds(1)
                .withRenewTime(now())
                .endSpec()
                .build();
        try {
            write(UPDATE, free);
        } catch (ApiFailure | RuntimeException e) {
            LOG.info("Lease {} was not released, and ends by itself: {}", key, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the duty, lets the Lease go and waits for both, so long at most. */
    void close(long millis) {
        closing.countDown();
        join(millis);
    }

    /** Ends the duty as a crash would, and leaves the Lease to run out. */
    void crash(long millis) {
        released = false;
        close(millis);
    }

    private void join(long millis) {
        try {
            thread.join(millis);
            if (thread.isAlive()) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
