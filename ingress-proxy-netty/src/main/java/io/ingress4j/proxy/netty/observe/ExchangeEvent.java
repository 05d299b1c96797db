package io.ingress4j.proxy.netty.observe;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.cluster.Cluster;
import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.http.RequestHead;
import io.ingress4j.model.ObjectKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that is over. It may be kept and read by another thread.
 *
 * @param connection the client's connection
 * @param request the request as it was received
 * @param route the route that took it, or null where none did
 * @param endpoint the endpoint that was tried last, or null where none was
 * @param attempts how many endpoints were tried, retries included
 * @param status the status of the response, or 0 where the client got none
 * @param reason why it ended
 * @param requestBytes how much of the request's body was received, or of a tunnel's data, in bytes
 * @param responseBytes how much of the upstream's body was passed on, or of a tunnel's data, in bytes; 0 for our own answers
 * @param startedAtMillis when its head was read, in milliseconds since 1970-01-01T00:00Z
 * @param stages when it reached its stages
 */
public record ExchangeEvent(
        DownstreamConnection connection,
        RequestHead request,
        @Nullable CompiledRoute route,
        @Nullable Endpoint endpoint,
        int attempts,
        int status,
        EndReason reason,
        long requestBytes,
        long responseBytes,
        long startedAtMillis,
        Stages stages) {

    /** Checks that no part is null that must not be. */
    public ExchangeEvent {
        requireNonNull(connection, "connection");
        requireNonNull(request, "request");
        requireNonNull(reason, "reason");
        requireNonNull(stages, "stages");
    }

    /** Returns the Ingress whose rule took the request. */
    public Optional<ObjectKey> ingress() {
        return Optional.ofNullable(route).map(taken -> taken.route().ingress());
    }

    /** Returns the port of the Service that the request was for. */
    public Optional<ClusterName> service() {
        return Optional.ofNullable(route).map(CompiledRoute::cluster).map(Cluster::name);
    }
}
