/** What the cluster says, who told us, and how manifests become records. */
@SuppressWarnings("module") // the matcher, which one package is for, is compiled after this
module io.ingress4j.model {
    requires static transitive org.jspecify;

    exports io.ingress4j.model;
    exports io.ingress4j.model.source;
    exports io.ingress4j.model.manifest;
    exports io.ingress4j.model.internal to
            io.ingress4j.matcher;
}
