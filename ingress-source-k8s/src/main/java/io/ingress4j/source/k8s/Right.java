package io.ingress4j.source.k8s;

/**
 * Something that the API server does for those alone who have a rule for it.
 *
 * @param verb what is asked for: get, list or watch
 * @param resource of what
 * @param namespace where, or empty for the cluster
 */
record Right(String verb, ApiResource resource, String namespace) {

    /** Returns the rule that gives this right and all others to the resource that a source needs, in YAML. */
    String rule() {
        return "{apiGroups: [\"" + resource.group() + "\"], resources: [" + resource.plural() + "], verbs: "
                + resource.verbs() + "}";
    }

    /** Returns what has to be there for this right. */
    String remedy() {
        return (namespace.isEmpty() ? "a ClusterRole" : "a Role in " + namespace) + " with the rule " + rule();
    }

    @Override
    public String toString() {
        return verb + " " + resource.plural()
                + (namespace.isEmpty() ? " in the cluster" : " in namespace " + namespace);
    }
}
