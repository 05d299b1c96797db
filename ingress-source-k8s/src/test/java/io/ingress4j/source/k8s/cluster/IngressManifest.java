package io.ingress4j.source.k8s.cluster;

import java.util.Map;
import java.util.TreeMap;

/**
 * The manifest of an Ingress with one rule: every path of a host goes to the port {@code http} of a Service.
 *
 * @param namespace its namespace, {@code default} at first
 * @param name its name
 * @param host the host
 * @param service the Service
 * @param ingressClass its class, {@code ingress4j} at first; empty for none
 * @param annotations its annotations, none at first, without the prefix that all of them have
 * @param tls its {@code spec.tls} as YAML has it in one line, empty at first
 */
public record IngressManifest(
        String namespace,
        String name,
        String host,
        String service,
        String ingressClass,
        Map<String, String> annotations,
        String tls) {

    /** Returns one of the class {@code ingress4j} in the namespace {@code default}. */
    public static IngressManifest of(String name, String host, String service) {
        return new IngressManifest("default", name, host, service, "ingress4j", Map.of(), "[]");
    }

    /** Returns the same in another namespace. */
    public IngressManifest in(String another) {
        return new IngressManifest(another, name, host, service, ingressClass, annotations, tls);
    }

    /** Returns the same with another class, or without one where that is empty. */
    public IngressManifest ofClass(String another) {
        return new IngressManifest(namespace, name, host, service, another, annotations, tls);
    }

    /** Returns the same with one more annotation. */
    public IngressManifest annotated(String annotation, String value) {
        Map<String, String> more = new TreeMap<>(annotations);
        more.put(annotation, value);
        return new IngressManifest(namespace, name, host, service, ingressClass, more, tls);
    }

    /** Returns the same with TLS for its host, and the certificate of no Secret. */
    public IngressManifest withTls() {
        return new IngressManifest(
                namespace, name, host, service, ingressClass, annotations, "[{hosts: [" + host + "]}]");
    }

    /** Returns the same with TLS for its host, and the certificate of a Secret. */
    public IngressManifest withTls(String secret) {
        return new IngressManifest(
                namespace,
                name,
                host,
                service,
                ingressClass,
                annotations,
                "[{hosts: [" + host + "], secretName: " + secret + "}]");
    }

    /** Returns it as YAML, a document that another one may follow. */
    public String yaml() {
        var metadata = new StringBuilder("{name: " + name + ", namespace: " + namespace + ", annotations: {");
        annotations.forEach((annotation, value) -> metadata.append("nginx.ingress.kubernetes.io/")
                .append(annotation)
                .append(": \"")
                .append(value)
                .append("\", "));
        return """
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: %s}}
                spec:
                  %s
                  tls: %s
                  rules:
                    - host: %s
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: %s, port: {name: http}}}}
                """.formatted(
                metadata, ingressClass.isEmpty() ? "" : "ingressClassName: " + ingressClass, tls, host, service);
    }
}
