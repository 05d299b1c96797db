package io.ingress4j.proxy.netty.tls;

import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.StandardFeatures;
import io.ingress4j.matcher.route.RoutingSnapshot;
import io.ingress4j.matcher.route.VirtualHost;
import io.ingress4j.matcher.tls.ServerCertificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes routers of hosts that have a certificate and no route. */
final class Tables {
    private Tables() {}

    /** Returns {@code before} with these hosts replaced; nothing removes a host. */
    static Router with(Router before, Map<String, Optional<ServerCertificate>> certificates) {
        Map<String, Optional<VirtualHost>> changes = new HashMap<>();
        certificates.forEach((host, certificate) -> changes.put(
                host, certificate.map(shown -> new VirtualHost(host, List.of(), List.of(), true, Optional.of(shown)))));
        RoutingSnapshot next = before.snapshot().with(changes);
        return before.with(next, certificates.keySet(), StandardFeatures.all(), name -> {
            throw new AssertionError(name);
        });
    }

    /** Returns {@code before} with one host replaced. */
    static Router with(Router before, String host, ServerCertificate certificate) {
        return with(before, Map.of(host, Optional.of(certificate)));
    }
}
