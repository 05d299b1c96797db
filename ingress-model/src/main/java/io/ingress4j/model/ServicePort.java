package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

/**
 * One port of a Service.
 *
 * @param name the name, empty for a single unnamed port
 * @param port the Service's own port, 1 to 65535
 * @param targetPort the number or name that it leads to; the number of {@code port} where the author gave none
 * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}; only TCP serves HTTP
 */
public record ServicePort(String name, int port, String targetPort, String protocol) {

    /** Returns an unnamed TCP port. */
    public static ServicePort of(int port) {
        return new ServicePort("", port, Integer.toString(port), "TCP");
    }

    /** Checks that no part is null. */
    public ServicePort {
        requireNonNull(name, "name");
        requireNonNull(targetPort, "targetPort");
        requireNonNull(protocol, "protocol");
    }

    /** Returns a builder of an unnamed TCP port that leads to its own number. */
    public static Builder builder(int port) {
        return new Builder(port);
    }

    /** The parts of a port, to be set in any order. Not for use by several threads. */
    public static final class Builder {
        private final int port;
        private String name = "";
        private String targetPort;
        private String protocol = "TCP";

        private Builder(int port) {
            this.port = port;
            this.targetPort = Integer.toString(port);
        }

        /** Sets the name. */
        public Builder name(String name) {
            this.name = requireNonNull(name, "name");
            return this;
        }

        /** Sets the number or name that it leads to. */
        public Builder targetPort(String targetPort) {
            this.targetPort = requireNonNull(targetPort, "targetPort");
            return this;
        }

        /** Sets the protocol. */
        public Builder protocol(String protocol) {
            this.protocol = requireNonNull(protocol, "protocol");
            return this;
        }

        /** Returns the port. */
        public ServicePort build() {
            return new ServicePort(name, port, targetPort, protocol);
        }
    }
}
