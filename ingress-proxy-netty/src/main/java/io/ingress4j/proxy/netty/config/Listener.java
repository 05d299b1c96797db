package io.ingress4j.proxy.netty.config;

import static java.util.Objects.requireNonNull;

/**
 * An address to accept connections on.
 *
 * @param host an address of this machine; {@code 0.0.0.0} or {@code ::} for all
 * @param port the port, or 0 for any free one
 * @param tls whether clients speak TLS
 */
public record Listener(String host, int port, boolean tls) {

    /** Checks the parts. */
    public Listener {
        requireNonNull(host, "host");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        }
    }

    /** Returns a listener for HTTP in the clear. */
    public static Listener http(String host, int port) {
        return new Listener(host, port, false);
    }

    /** Returns a listener for HTTP over TLS, with the certificate that fits the name that a client asks for. */
    public static Listener https(String host, int port) {
        return new Listener(host, port, true);
    }

    /** Returns {@code http://host:port} or {@code https://host:port}. */
    @Override
    public String toString() {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return (tls ? "https://" : "http://") + name + ":" + port;
    }
}
