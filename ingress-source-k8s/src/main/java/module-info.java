/** Tells what a live cluster says. */
@SuppressWarnings("requires-transitive-automatic") // the client's jars have no names but those of their files
module io.ingress4j.source.k8s {
    requires transitive io.ingress4j.model;
    requires transitive kubernetes.client.api;
    requires static transitive org.jspecify;
    requires kubernetes.model.common;
    requires kubernetes.model.coordination;
    requires kubernetes.model.core;
    requires kubernetes.model.networking;
    requires com.fasterxml.jackson.core;
    requires org.slf4j;

    exports io.ingress4j.source.k8s;
    exports io.ingress4j.source.k8s.status;
}
