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

    /** Checks that no part is null. */
    public ServicePort {
        requireNonNull(name, "name");
        requireNonNull(targetPort, "targetPort");
        requireNonNull(protocol, "protocol");
    }
}
