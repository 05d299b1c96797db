package io.ingress4j.source.k8s;

import io.ingress4j.model.Diagnostic;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says which permission the API server misses, and the rule that gives it: one line in the log, and a remark. */
final class Permissions {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesSource.class);

    private static final String LIST = "list";

    private final Table table;
    private final Set<String> missing = new HashSet<>();

    Permissions(Table table) {
        this.table = table;
    }

    void refused(Watch<?> watch, ApiFailure failure) {
        refused(watch.resource(), watch.scope(), LIST, failure);
    }

    /**
     * A question was answered with 403.
     *
     * @param place what was asked for: empty for the cluster, a namespace, or {@code namespace/name}
     */
    void refused(ApiResource resource, String place, String verb, ApiFailure failure) {
        String topic = topic(resource, place, verb);
        if (!missing.add(topic)) {
            return;
        }
        int slash = place.indexOf('/');
        String namespace = slash < 0 ? place : place.substring(0, slash);
        String message = "the API server refuses to " + verb + " "
                + resource.plural()
                + (place.isEmpty() ? " in the cluster" : " in namespace " + namespace)
                + " (expected: a " + (namespace.isEmpty() ? "ClusterRole" : "Role in " + namespace)
                + " with the rule "
                + rule(resource)
                + "); asked again from time to time";
        LOG.warn("{}: {}", message, failure);
        table.remark(
                topic,
                List.of(Diagnostic.builder(Diagnostic.Severity.ERROR, "missing-permission")
                        .message(message)
                        .place("cluster", 0)
                        .build()));
    }

    /** Returns the rule that gives all that the source asks for, in YAML. */
    static String rule(ApiResource resource) {
        return "{apiGroups: [\"" + resource.group() + "\"], resources: [" + resource.plural()
                + "], verbs: [get, list, watch]}";
    }

    void granted(Watch<?> watch) {
        granted(watch.resource(), watch.scope(), LIST);
    }

    /** A question was answered, or is not asked any more. */
    void granted(ApiResource resource, String place, String verb) {
        String topic = topic(resource, place, verb);
        if (missing.remove(topic)) {
            LOG.info("the API server no longer refuses to {} {}", verb, resource.plural());
            table.remark(topic, List.of());
        }
    }

    private static String topic(ApiResource resource, String place, String verb) {
        return "permissions "
                + (verb.equals(LIST) ? "" : "to " + verb + " ")
                + resource.plural()
                + (place.isEmpty() ? "" : " " + place);
    }
}
