package io.ingress4j.examples;

import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.model.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the operator decides about Ingresses where their authors do not, or may not. */
final class TranslationOptions {
    private static final int HTTPS = 443;

    @Option(
            names = "--default-ssl-certificate",
            converter = KeyText.class,
            paramLabel = "NAMESPACE/NAME",
            description =
                    "The Secret with the certificate for names without one; its changes are followed. Where it is missing"
                            + " or unusable, that is an error among the diagnostics, and --default-certificate is shown.")
    private Optional<ObjectKey> defaultSecret = Optional.empty();

    @Option(
            names = "--default-backend-service",
            converter = KeyText.class,
            paramLabel = "NAMESPACE/NAME",
            description = "The Service whose first port gets what no rule and no default backend of an Ingress takes."
                    + " With --watch-namespace, one in these namespaces. Default: none, so that it is answered with"
                    + " 404.")
    private Optional<ObjectKey> defaultBackend = Optional.empty();

    @Option(
            names = "--healthz-path",
            paramLabel = "PATH",
            description =
                    "Where hosts that no rule names answer load balancers on the ports of the traffic: 200, and 503 while"
                            + " draining; an empty text for nowhere. Default: nowhere; /healthz with --kubernetes.")
    private Optional<String> healthPath = Optional.empty();

    @Option(
            names = "--advertised-https-port",
            paramLabel = "N",
            description = "The port that redirects to HTTPS name. Default: 443, which stays unseen;"
                    + " the port of --https-port with --demo-backends.")
    private Optional<Integer> advertisedHttpsPort = Optional.empty();

    @Mixin
    private final IngressOptions ingresses = new IngressOptions();

    @Option(
            names = "--endpoint",
            paramLabel = "NAMESPACE/SERVICE[:PORT]=HOST:PORT",
            description = "An endpoint of a Service that has none in the manifests; may be given several times.")
    private List<String> endpoints = List.of();

    @Option(
            names = "--endpoint-template",
            paramLabel = "HOST:PORT",
            description = "Endpoints of all Services that have none, {service}.{namespace}.svc:{port} for instance;"
                    + " not on loopback or link-local addresses unless --allow-loopback-external-names is given.")
    private Optional<String> endpointTemplate = Optional.empty();

    @Option(
            names = "--zone",
            defaultValue = "",
            paramLabel = "NAME",
            description =
                    "The zone that we are in: endpoints whose hints name it are preferred, where all of a Service have"
                            + " hints.")
    private String zone = "";

    @Option(
            names = "--allow-loopback-external-names",
            description =
                    "ExternalName Services and --endpoint-template may lead to loopback and link-local addresses.")
    private boolean allowLoopbackExternalNames;

    TranslationOptions() {}

    /**
     * Returns the settings for manifests or for a cluster.
     *
     * @param cluster whether a cluster is followed, which has other defaults
     * @throws IllegalArgumentException if an option has a value of no use; the message names it
     */
    TranslationSettings settings(boolean cluster) {
        return builder(cluster, HTTPS, supplied()).build();
    }

    /**
     * Returns the settings where stand-ins answer for Services without endpoints.
     *
     * @param cluster whether a cluster is followed, which has other defaults
     * @param httpsPort where clients speak TLS; redirects name it
     * @throws IllegalArgumentException if an option has a value of no use; the message names it
     */
    TranslationSettings demoSettings(boolean cluster, int httpsPort) {
        SuppliedEndpoints supplied = supplied();
        var stand = new DemoBackends();
        return builder(cluster, httpsPort, name -> {
                    List<Endpoint> found = supplied.apply(name);
                    return found.isEmpty() ? stand.apply(name) : found;
                })
                .build();
    }

    private SuppliedEndpoints supplied() {
        return SuppliedEndpoints.of(endpoints, endpointTemplate, allowLoopbackExternalNames);
    }

    private TranslationSettings.Builder builder(
            boolean cluster, int httpsPort, Function<ClusterName, List<Endpoint>> fallback) {
        TranslationSettings.Builder builder = ingresses
                .builder(!cluster)
                .advertisedHttpsPort(advertisedHttpsPort(httpsPort))
                .allowLoopbackExternalNames(allowLoopbackExternalNames)
                .healthPath(healthPath(cluster ? "/healthz" : ""))
                .zone(zone)
                .fallbackEndpoints(fallback);
        defaultSecret.ifPresent(builder::defaultCertificate);
        defaultBackend.ifPresent(builder::defaultBackend);
        return builder;
    }

    private int advertisedHttpsPort(int otherwise) {
        int port = advertisedHttpsPort.orElse(otherwise);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("--advertised-https-port: " + port + " (expected: 1 to 65535)");
        }
        return port;
    }

    private String healthPath(String otherwise) {
        String path = healthPath.orElse(otherwise);
        if (!path.isEmpty() && !path.startsWith("/")) {
            throw new IllegalArgumentException(
                    "--healthz-path: " + path + " (expected: a path, /healthz for instance)");
        }
        return path;
    }
}
