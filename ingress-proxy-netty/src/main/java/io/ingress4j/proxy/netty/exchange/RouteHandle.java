package io.ingress4j.proxy.netty.exchange;

import io.ingress4j.matcher.cluster.Cluster;
import io.ingress4j.matcher.feature.bodysize.BodySizePolicy;
import io.ingress4j.matcher.feature.forwarded.ForwardedPolicy;
import io.ingress4j.matcher.feature.timeout.TimeoutPolicy;
import io.ingress4j.matcher.feature.upstreamvhost.UpstreamVhostPolicy;
import io.ingress4j.matcher.route.PolicySet;
import io.ingress4j.proxy.netty.time.Waits;
import io.ingress4j.proxy.netty.upstream.RoundRobin;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a route's policies of the kind <i>mechanism</i> mean to an exchange, read once for each route. */
final class RouteHandle {
    final Cluster cluster;
    final RoundRobin balancer;
    final int connectMillis;
    final long sendMillis;
    final long readMillis;
    final long maxBodyBytes;
    final @Nullable String upstreamHost;
    final @Nullable ForwardedPolicy forwarded;

    RouteHandle(Cluster cluster, PolicySet policies, int loops) {
        this.cluster = cluster;
        this.balancer = RoundRobin.of(cluster, loops);
        TimeoutPolicy timeouts = policies.find(TimeoutPolicy.class).orElse(TimeoutPolicy.DEFAULT);
        this.connectMillis = (int) Math.min(Integer.MAX_VALUE, millis(timeouts.connect()));
        this.sendMillis = millis(timeouts.send());
        this.readMillis = millis(timeouts.read());
        this.maxBodyBytes = policies.find(BodySizePolicy.class)
                .orElse(BodySizePolicy.DEFAULT)
                .maxBytes();
        this.upstreamHost = policies.find(UpstreamVhostPolicy.class)
                .map(UpstreamVhostPolicy::host)
                .orElse(null);
        this.forwarded = policies.find(ForwardedPolicy.class).orElse(null);
    }

    private static long millis(Duration wait) {
        return Waits.measurable(wait).toMillis();
    }
}
