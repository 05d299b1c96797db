package io.ingress4j.examples;

import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.proxy.netty.config.ListenException;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.proxy.netty.tls.CertificateFiles;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where clients and operators connect, and with which certificate they are met where nothing else says so. */
final class ListenOptions {
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
            names = "--default-certificate",
            paramLabel = "FILE",
            description =
                    "PEM certificates, leaf first, for names without a certificate. Default: one made on the spot.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--default-key", paramLabel = "FILE", description = "The PEM key of --default-certificate.")
    private Optional<Path> key = Optional.empty();

    ListenOptions() {}

    /** Returns where clients speak HTTP in the clear. */
    Listener http() {
        return Listener.http(address("--bind", bind), port("--http-port", httpPort));
    }

    /** Returns where clients speak TLS. */
    Listener https() {
        return Listener.https(address("--bind", bind), port("--https-port", httpsPort));
    }

    /** Returns where operators ask. */
    InetSocketAddress admin() {
        return new InetSocketAddress(address("--admin-bind", adminBind), port("--admin-port", adminPort));
    }

    /**
     * Returns where clients speak TLS, at a port that is known before it is bound: one that is free at the moment where any
     * would do.
     *
     * @throws IOException if none is free
     */
    Listener settledHttps() throws IOException {
        Listener any = https();
        if (any.port() > 0) {
            return any;
        }
        try (var probe = new ServerSocket(0, 1, InetAddress.getByName(bind))) {
            return Listener.https(bind, probe.getLocalPort());
        }
    }

    /**
     * Returns what names without a certificate are shown, where the operator has it in files.
     *
     * @throws IOException if they cannot be read
     * @throws IllegalArgumentException if one of them is not named
     */
    Optional<ServerCertificate> certificate() throws IOException {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException(
                    "--default-certificate and --default-key: one of them is missing (expected: both or none)");
        }
        return certificate.isPresent()
                ? Optional.of(CertificateFiles.read(certificate.get(), key.orElseThrow()))
                : Optional.empty();
    }

    /** Returns what to do where clients cannot be listened to. */
    static String remedy(ListenException refused) {
        return refused.getMessage() + remedy("--bind", refused.listener().tls() ? "--https-port" : "--http-port");
    }

    /** Returns what to do where operators cannot be. */
    String remedy(BindException refused) {
        return "admin address " + adminBind + ":" + adminPort + ": " + refused.getMessage()
                + remedy("--admin-bind", "--admin-port");
    }

    private static String remedy(String address, String port) {
        return " (expected: a free port at an address of this machine; choose others with " + address + " and " + port
                + ", port 0 takes any free one)";
    }

    private static int port(String option, int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException(option + ": " + port + " (expected: 0 to 65535)");
        }
        return port;
    }

    private static String address(String option, String text) {
        if (new InetSocketAddress(text, 0).isUnresolved()) {
            throw new IllegalArgumentException(option + ": " + text + " (expected: an address of this machine)");
        }
        return text;
    }
}
