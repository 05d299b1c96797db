package io.ingress4j.proxy.netty.support;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which a buffer is still there. It registers itself for every class of the module, before the
 * first of them loads a class of Netty, and counts every buffer instead of waiting for the garbage collector to find one.
 */
public final class LeakGate implements AfterAllCallback {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Set<Present<?>> PRESENT = ConcurrentHashMap.newKeySet();

    static {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ResourceLeakDetectorFactory() {
            @Override
            @Deprecated
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval, long maxActive) {
                return new Detector<>(type, interval);
            }
        });
    }

    /** Makes the gate; the platform calls this. */
    public LeakGate() {}

    private static final class Detector<T> extends ResourceLeakDetector<T> {
        Detector(Class<T> type, int interval) {
            super(type, interval);
        }

        @Override
        public ResourceLeakTracker<T> track(T object) {
            var made = new Present<T>();
            PRESENT.add(made);
            return made;
        }

        @Override
        public ResourceLeakTracker<T> trackForcibly(T object) {
            return track(object);
        }

        @Override
        public boolean isRecordEnabled() {
            return false;
        }
    }

    /** A buffer that is there, and who made it. */
    private static final class Present<T> implements ResourceLeakTracker<T> {
        private final Throwable made = new Throwable("made here, freed nowhere");

        @Override
        public void record() {}

        @Override
        public void record(Object hint) {}

        @Override
        public boolean close(T object) {
            return PRESENT.remove(this);
        }

        private boolean isConstant() {
            return Stream.of(made.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("<clinit>"));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        // Event loops free the last buffers of what a test closed a moment after that.
        try {
            Awaitility.await().atMost(GRACE).pollInterval(Duration.ofMillis(20)).untilAsserted(LeakGate::check);
        } finally {
            PRESENT.clear(); // what one class leaked is not told of the next
        }
    }

    /**
     * Looks at this moment.
     *
     * @throws AssertionError if a buffer is there, with the place where one was made as its cause
     */
    public static void check() {
        List<Present<?>> leaks =
                PRESENT.stream().filter(one -> !one.isConstant()).toList();
        if (!leaks.isEmpty()) {
            throw new AssertionError(
                    "buffers that nobody freed: " + leaks.size() + " (expected: 0)", leaks.get(0).made);
        }
    }
}
