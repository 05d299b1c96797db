package io.ingress4j.source.k8s;

import io.ingress4j.model.Kind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A kind of objects as the API server serves it, always in version v1.
 *
 * @param kind the kind
 * @param group its API group, or empty for the core
 * @param plural its name in paths
 * @param selector a field selector that leaves out what is never of use, or empty
 * @param metadataOnly whether lists and watches are to hold the metadata of objects alone
 */
record ApiResource(Kind kind, String group, String plural, String selector, boolean metadataOnly) {
    static final ApiResource INGRESSES = of(Kind.INGRESS, "networking.k8s.io", "ingresses");
    static final ApiResource INGRESS_CLASSES = of(Kind.INGRESS_CLASS, "networking.k8s.io", "ingressclasses");
    static final ApiResource SERVICES = of(Kind.SERVICE, "", "services");
    static final ApiResource ENDPOINT_SLICES = of(Kind.ENDPOINT_SLICE, "discovery.k8s.io", "endpointslices");
    static final ApiResource CONFIG_MAPS = of(Kind.CONFIG_MAP, "", "configmaps");

    /** Key material of Secrets that nobody names does not even come here. */
    static final ApiResource SECRETS = new ApiResource(Kind.SECRET, "", "secrets", "type!=helm.sh/release.v1", true);

    private static ApiResource of(Kind kind, String group, String plural) {
        return new ApiResource(kind, group, plural, "", false);
    }

    boolean isClusterWide() {
        return kind == Kind.INGRESS_CLASS;
    }

    /** Returns what it takes to follow these objects: where lists hold metadata alone, each one is read by its name. */
    List<String> verbs() {
        return metadataOnly ? List.of("get", "list", "watch") : List.of("list", "watch");
    }

    String apiVersion() {
        return group.isEmpty() ? "v1" : group + "/v1";
    }

    /** Returns the path of all objects in a namespace, or in the cluster where it is empty. */
    String path(String namespace) {
        return (group.isEmpty() ? "api/v1/" : "apis/" + group + "/v1/")
                + (namespace.isEmpty() ? "" : "namespaces/" + encode(namespace) + "/")
                + plural;
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
