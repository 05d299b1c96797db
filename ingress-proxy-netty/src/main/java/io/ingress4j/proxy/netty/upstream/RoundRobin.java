package io.ingress4j.proxy.netty.upstream;

import io.ingress4j.matcher.cluster.Cluster;
import io.ingress4j.matcher.cluster.Endpoint;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Takes the endpoints of a cluster in turn. Each event loop has a position of its own, so that none waits for another. */
public final class RoundRobin {
    private static final int SPREAD = 16; // positions of different loops lie on different cache lines

    private final int[] positions;

    private RoundRobin(int loops) {
        this.positions = new int[loops * SPREAD];
        for (int i = 0; i < loops; i++) {
            positions[i * SPREAD] = ThreadLocalRandom.current().nextInt(1 << 16);
        }
    }

    /** Returns the positions of a cluster, which outlive every table. */
    public static RoundRobin of(Cluster cluster, int loops) {
        synchronized (cluster) { // on the configuration thread, once for each cluster
            if (cluster.attachment() instanceof RoundRobin made && made.positions.length == loops * SPREAD) {
                return made;
            }
            var made = new RoundRobin(loops);
            cluster.attachment(made);
            return made;
        }
    }

    /**
     * Returns the next of some endpoints, or null where none is left.
     *
     * @param except the endpoints that are left out
     */
    public @Nullable Endpoint next(int loop, List<Endpoint> endpoints, List<Endpoint> except) {
        int size = endpoints.size();
        for (int i = 0; i < size; i++) {
            int position = positions[loop * SPREAD]++ & Integer.MAX_VALUE;
            Endpoint next = endpoints.get(position % size);
            if (except.isEmpty() || !except.contains(next)) {
                return next;
            }
        }
        return null;
    }
}
