/** Tells what manifests on disk say. */
module io.ingress4j.source.file {
    requires transitive io.ingress4j.model;
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires org.yaml.snakeyaml;

    exports io.ingress4j.source.file;
}
