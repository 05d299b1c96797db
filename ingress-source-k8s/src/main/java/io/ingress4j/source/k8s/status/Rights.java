package io.ingress4j.source.k8s.status;

import io.ingress4j.source.k8s.api.ApiResource;
import io.ingress4j.source.k8s.api.Right;
import java.util.List;

/**
 * What it takes to speak.
 *
 * @param areClusterWide whether rights to Ingresses and Events are given in the whole cluster, not in single namespaces
 */
record Rights(boolean areClusterWide) {
    /** Each Ingress is read again before something is written about it. */
    static final ApiResource INGRESSES = ApiResource.INGRESSES.withStatus("get", "list", "watch");

    static final ApiResource SERVICES = ApiResource.SERVICES.withStatus("list", "watch");

    static Right lease(String verb, String namespace) {
        return new Right(verb, "coordination.k8s.io", "leases", List.of("get", "create", "update"), namespace);
    }

    Right readIngress(String namespace) {
        return INGRESSES.right("get", in(namespace));
    }

    Right updateStatus(String namespace) {
        return new Right("update", "networking.k8s.io", "ingresses/status", List.of("update"), in(namespace));
    }

    Right event(String verb, String namespace) {
        return new Right(verb, "", "events", List.of("create", "patch"), in(namespace));
    }

    private String in(String namespace) {
        return areClusterWide ? "" : namespace;
    }
}
