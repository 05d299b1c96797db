package io.ingress4j.matcher.route;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.http.DirectResponse;

/** What becomes of the requests of a route once its steps let them through. */
public sealed interface RouteAction {

    /**
     * They are forwarded.
     *
     * @param cluster where to
     */
    record Forward(ClusterName cluster) implements RouteAction {
        /** Checks that the cluster is not null. */
        public Forward {
            requireNonNull(cluster, "cluster");
        }
    }

    /**
     * They are answered by us, after the steps of the route.
     *
     * @param response the answer
     */
    record Respond(DirectResponse response) implements RouteAction {
        /** Checks that the response is not null. */
        public Respond {
            requireNonNull(response, "response");
        }
    }
}
