package io.ingress4j.source.k8s.api;

import java.util.List;

/**
 * Something that the API server does for those alone who have a rule for it.
 *
 * @param verb what is asked for, get for instance
 * @param group the API group, or empty for the core
 * @param resource of what, in plural, with a subresource where there is one
 * @param verbs all that is asked of it in one process, which a rule should give at once
 * @param namespace where, or empty for the cluster
 */
public record Right(String verb, String group, String resource, List<String> verbs, String namespace) {

    /** Copies the verbs. */
    public Right {
        verbs = List.copyOf(verbs);
    }

    /** Returns the rule that gives this right, in YAML. */
    public String rule() {
        return "{apiGroups: [\"" + group + "\"], resources: [" + resource + "], verbs: " + verbs + "}";
    }

    /** Returns what has to be there for this right. */
    String remedy() {
        return (namespace.isEmpty() ? "a ClusterRole" : "a Role in " + namespace) + " with the rule " + rule();
    }

    boolean isToRead() {
        return verb.equals("get") || verb.equals("list") || verb.equals("watch");
    }

    @Override
    public String toString() {
        return verb + " " + resource + (namespace.isEmpty() ? " in the cluster" : " in namespace " + namespace);
    }
}
