package io.ingress4j.source.k8s.api;

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
 * @param part what lists and watches are to hold of each object
 * @param verbs all that is asked of it
 */
public record ApiResource(Kind kind, String group, String plural, String selector, Part part, List<String> verbs) {
    /** Ingresses. */
    public static final ApiResource INGRESSES = of(Kind.INGRESS, "networking.k8s.io", "ingresses");
    /** IngressClasses, which are cluster-wide. */
    public static final ApiResource INGRESS_CLASSES = of(Kind.INGRESS_CLASS, "networking.k8s.io", "ingressclasses");
    /** Services. */
    public static final ApiResource SERVICES = of(Kind.SERVICE, "", "services");
    /** EndpointSlices. */
    public static final ApiResource ENDPOINT_SLICES = of(Kind.ENDPOINT_SLICE, "discovery.k8s.io", "endpointslices");
    /** ConfigMaps. */
    public static final ApiResource CONFIG_MAPS = of(Kind.CONFIG_MAP, "", "configmaps");

    /** Secrets, each of which is asked for by its name: key material of those that nobody names does not even come here. */
    public static final ApiResource SECRETS = new ApiResource(
            Kind.SECRET, "", "secrets", "type!=helm.sh/release.v1", Part.METADATA, List.of("get", "list", "watch"));

    /** What lists and watches hold of an object. */
    public enum Part {
        /** Its metadata alone. */
        METADATA,
        /** All but its status. */
        WISH,
        /** All of it. */
        ALL
    }

    /** Copies the verbs. */
    public ApiResource {
        verbs = List.copyOf(verbs);
    }

    private static ApiResource of(Kind kind, String group, String plural) {
        return new ApiResource(kind, group, plural, "", Part.WISH, List.of("list", "watch"));
    }

    /** Returns the same kind with the status of its objects, and all that is asked of it then. */
    public ApiResource withStatus(String... asked) {
        return new ApiResource(kind, group, plural, selector, Part.ALL, List.of(asked));
    }

    /** Returns the right to do something with it in a namespace, or in the cluster where that is empty. */
    public Right right(String verb, String namespace) {
        return new Right(verb, group, plural, verbs, namespace);
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
