package io.ingress4j.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.proxy.netty.config.ListenException;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.proxy.netty.tls.CertificateFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves manifests or a cluster until it is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Serves the Ingresses of manifests or of a cluster and follows their changes. Exit status: 0 when told to stop,"
                        + " 2 where it cannot start.")
final class ServeCommand implements Callable<Integer> {

    /** What is done with Ingresses that name no class. */
    enum WithoutClass {
        SERVE,
        IGNORE
    }

    @Option(
            names = "--config",
            paramLabel = "PATH",
            description = "A manifest or a directory of them; may be given several times. Either this or --kubernetes.")
    private List<Path> config = List.of();

    @Mixin
    private final KubernetesOptions kubernetes = new KubernetesOptions();

    @Mixin
    private final StatusOptions status = new StatusOptions();

    @Option(names = "--bind", defaultValue = "0.0.0.0", paramLabel = "ADDR", description = "Default: ${DEFAULT-VALUE}.")
    private String bind = "";

    @Option(
            names = "--http-port",
            defaultValue = "8080",
            paramLabel = "N",
            description = "Default: ${DEFAULT-VALUE}; 0 takes any free one.")
    private int httpPort;

    @Option(
            names = "--https-port",
            defaultValue = "8443",
            paramLabel = "N",
            description = "Default: ${DEFAULT-VALUE}; 0 takes any free one.")
    private int httpsPort;

    @Option(
            names = "--admin-bind",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDR",
            description = "Default: ${DEFAULT-VALUE}. Other machines are only told /live, /ready and /metrics.")
    private String adminBind = "";

    @Option(
            names = "--admin-port",
            defaultValue = "9090",
            paramLabel = "N",
            description = "Default: ${DEFAULT-VALUE}; 0 takes any free one.")
    private int adminPort;

    @Option(
            names = "--advertised-https-port",
            paramLabel = "N",
            description = "The port that redirects to HTTPS name. Default: 443, which stays unseen;"
                    + " the port of --https-port with --demo-backends.")
    private Optional<Integer> advertisedHttpsPort = Optional.empty();

    @Option(
            names = "--configmap",
            paramLabel = "NAMESPACE/NAME",
            description =
                    "The ConfigMap, among the manifests or in the cluster, with the global settings. Where it is missing, that is an"
                            + " error among the diagnostics, and all is served without its protections.")
    private Optional<String> configMap = Optional.empty();

    @Mixin
    private final ClassOptions classes = new ClassOptions();

    @Option(
            names = "--without-class",
            paramLabel = "serve|ignore",
            description = "What is done with Ingresses without a class. Default: serve; ignore with --kubernetes.")
    private Optional<WithoutClass> withoutClass = Optional.empty();

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
            names = "--default-certificate",
            paramLabel = "FILE",
            description =
                    "PEM certificates, leaf first, for names without a certificate. Default: one made on the spot.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--default-key", paramLabel = "FILE", description = "The PEM key of --default-certificate.")
    private Optional<Path> key = Optional.empty();

    @Option(
            names = "--default-ssl-certificate",
            paramLabel = "NAMESPACE/NAME",
            description =
                    "The Secret with the certificate for names without one; its changes are followed. Where it is missing"
                            + " or unusable, that is an error among the diagnostics, and --default-certificate is shown.")
    private Optional<String> defaultSecret = Optional.empty();

    @Option(
            names = "--default-backend-service",
            paramLabel = "NAMESPACE/NAME",
            description = "The Service whose first port gets what no rule and no default backend of an Ingress takes."
                    + " Default: none, so that it is answered with 404.")
    private Optional<String> defaultBackend = Optional.empty();

    @Option(
            names = "--healthz-path",
            paramLabel = "PATH",
            description =
                    "Where hosts that no rule names answer load balancers on the ports of the traffic: 200, and 503 while"
                            + " draining; an empty text for nowhere. Default: nowhere; /healthz with --kubernetes.")
    private Optional<String> healthPath = Optional.empty();

    @Option(
            names = "--zone",
            defaultValue = "",
            paramLabel = "NAME",
            description =
                    "The zone that we are in: endpoints whose hints name it are preferred, where all of a Service have"
                            + " hints.")
    private String zone = "";

    @Option(
            names = "--allow-annotation",
            paramLabel = "NAME",
            description = "An annotation that asks for protection and may go unapplied, auth-url for instance;"
                    + " may be given several times.")
    private List<String> allowedAnnotations = List.of();

    @Option(
            names = "--allow-loopback-external-names",
            description =
                    "ExternalName Services and --endpoint-template may lead to loopback and link-local addresses.")
    private boolean allowLoopbackExternalNames;

    @Option(
            names = "--drain-delay",
            defaultValue = "0s",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = "When told to stop: how long connections are still accepted while /ready answers 503,"
                    + " for load balancers to learn of it. Default: ${DEFAULT-VALUE}.")
    private Duration drainDelay = Duration.ZERO;

    @Option(
            names = "--drain-timeout",
            defaultValue = "30s",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = "How long, after that, exchanges under way may take until they are cut."
                    + " Default: ${DEFAULT-VALUE}.")
    private Duration drainTimeout = Duration.ZERO;

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Mixin
    private final LogOptions logs = new LogOptions();

    @Mixin
    private final MetricsOptions metrics = new MetricsOptions();

    @Option(
            names = "--demo-backends",
            description = "Stand-ins on loopback answer for Services without endpoints, and what to try is printed.")
    private boolean demoBackends;

    @Spec
    private @Nullable CommandSpec spec;

    ServeCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        StandaloneProxy running;
        logs.choose();
        try {
            if (demoBackends && httpsPort == 0) {
                httpsPort = freePort(); // redirects name it before it is bound
            }
            running = StandaloneProxy.start(settings());
        } catch (ListenException e) {
            String option = e.listener().tls() ? "--https-port" : "--http-port";
            return refuse(e.getMessage() + remedy("--bind", option));
        } catch (BindException e) {
            return refuse("admin address " + adminBind + ":" + adminPort + ": " + e.getMessage()
                    + remedy("--admin-bind", "--admin-port"));
        } catch (CompletionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            return refuse("the first table cannot be made: " + cause
                    + " (see what check says of the same manifests, and mend or take out what it names)");
        } catch (IOException | IllegalArgumentException e) {
            return refuse(Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(running, stopped), "ingress4j-stop"));
        out.println("listening admin " + text(running.admin()));
        out.println("listening http " + text(running.http()));
        out.println("listening https " + text(running.https()));
        out.println("ready");
        if (demoBackends) {
            out.print(Tour.text(running));
        }
        out.flush();
        stopped.await();
        return 0;
    }

    /** A process that a signal ends has a status of its own unless somebody sets it; being told to stop is no failure. */
    private void stop(StandaloneProxy running, CountDownLatch stopped) {
        try (running) {
            running.drain(drainDelay, drainTimeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
            Runtime.getRuntime().halt(0);
        }
    }

    private int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getByName(bind))) {
            return probe.getLocalPort();
        }
    }

    private int refuse(String message) {
        Objects.requireNonNull(spec).commandLine().getErr().println(message);
        return 2;
    }

    private static String remedy(String address, String port) {
        return " (expected: a free port at an address of this machine; choose others with " + address + " and " + port
                + ", port 0 takes any free one)";
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    private Origins origins() throws IOException {
        if (config.isEmpty() != kubernetes.isWanted()) {
            throw new IllegalArgumentException("--config and --kubernetes: " + (config.isEmpty() ? "none" : "both")
                    + " (expected: one of them, which says where Ingresses come from)");
        }
        for (Path path : config) {
            if (!Files.exists(path)) {
                throw new IllegalArgumentException(
                        "--config: " + path + ": no such file or directory (name a manifest or a directory of them)");
            }
        }
        status.check(kubernetes.isWanted());
        if (!kubernetes.isWanted()) {
            return Origins.files(config);
        }
        KubernetesClient client = kubernetes.client();
        List<ObjectKey> configMaps =
                configMap.stream().map(text -> KeyText.of("--configmap", text)).toList();
        List<ObjectKey> secrets = defaultSecret.stream()
                .map(text -> KeyText.of("--default-ssl-certificate", text))
                .toList();
        return Origins.cluster(
                client, kubernetes.source(client, configMaps, secrets), status.start(client, kubernetes.namespaces()));
    }

    private StandaloneProxy.Settings settings() throws IOException {
        checkPort("--http-port", httpPort, 0);
        checkPort("--https-port", httpsPort, 0);
        checkPort("--admin-port", adminPort, 0);
        advertisedHttpsPort.ifPresent(port -> checkPort("--advertised-https-port", port, 1));
        TranslationSettings translation = translation();
        return new StandaloneProxy.Settings(
                origins(),
                translation,
                Listener.http(address("--bind", bind), httpPort),
                Listener.https(address("--bind", bind), httpsPort),
                new InetSocketAddress(address("--admin-bind", adminBind), adminPort),
                defaultCertificate(),
                limits.limits(),
                logs.startAccessLog(),
                metrics.metrics());
    }

    private TranslationSettings translation() {
        TranslationSettings.Builder builder = classes.builder()
                .serveWithoutClass(withoutClass.map(WithoutClass.SERVE::equals).orElse(!kubernetes.isWanted()))
                .advertisedHttpsPort(advertisedHttpsPort.orElse(demoBackends ? httpsPort : 443))
                .allowLoopbackExternalNames(allowLoopbackExternalNames)
                .healthPath(healthPath())
                .zone(zone)
                .fallbackEndpoints(fallbackEndpoints());
        configMap.ifPresent(text -> builder.configMap(KeyText.of("--configmap", text)));
        defaultSecret.ifPresent(text -> builder.defaultCertificate(KeyText.of("--default-ssl-certificate", text)));
        defaultBackend.ifPresent(text -> builder.defaultBackend(KeyText.of("--default-backend-service", text)));
        allowedAnnotations.forEach(builder::allowUnapplied);
        return builder.build();
    }

    private String healthPath() {
        String path = healthPath.orElse(kubernetes.isWanted() ? "/healthz" : "");
        if (!path.isEmpty() && !path.startsWith("/")) {
            throw new IllegalArgumentException(
                    "--healthz-path: " + path + " (expected: a path, /healthz for instance)");
        }
        return path;
    }

    private Function<ClusterName, List<Endpoint>> fallbackEndpoints() {
        SuppliedEndpoints supplied = SuppliedEndpoints.of(endpoints, endpointTemplate, allowLoopbackExternalNames);
        if (!demoBackends) {
            return supplied;
        }
        var stand = new DemoBackends();
        return name -> {
            List<Endpoint> found = supplied.apply(name);
            return found.isEmpty() ? stand.apply(name) : found;
        };
    }

    private static void checkPort(String option, int port, int least) {
        if (port < least || port > 65535) {
            throw new IllegalArgumentException(option + ": " + port + " (expected: " + least + " to 65535)");
        }
    }

    private static String address(String option, String text) {
        if (new InetSocketAddress(text, 0).isUnresolved()) {
            throw new IllegalArgumentException(option + ": " + text + " (expected: an address of this machine)");
        }
        return text;
    }

    private Optional<ServerCertificate> defaultCertificate() throws IOException {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException(
                    "--default-certificate and --default-key: one of them is missing" + " (expected: both or none)");
        }
        return certificate.isPresent()
                ? Optional.of(CertificateFiles.read(certificate.get(), key.orElseThrow()))
                : Optional.empty();
    }
}
