package io.ingress4j.matcher.cluster;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One port of one Service while the program runs. The same object serves every snapshot, so that its state survives any
 * change of routes. Endpoints are written by the configuration thread and read by any.
 */
public final class Cluster {
    private final ClusterName name;
    private volatile EndpointSet endpoints = EndpointSet.EMPTY;
    private volatile @Nullable Object attachment;

    /** Makes a cluster without endpoints. */
    public Cluster(ClusterName name) {
        this.name = requireNonNull(name, "name");
    }

    /** Returns what identifies the cluster. */
    public ClusterName name() {
        return name;
    }

    /** Returns the endpoints of this moment. */
    public EndpointSet endpoints() {
        return endpoints;
    }

    /** Replaces the endpoints; for the configuration thread. */
    public void endpoints(EndpointSet endpoints) {
        this.endpoints = requireNonNull(endpoints, "endpoints");
    }

    /** Returns what the data plane keeps for the cluster, balancer position and the like, or null. */
    public @Nullable Object attachment() {
        return attachment;
    }

    /** Sets what the data plane keeps for the cluster. */
    public void attachment(Object attachment) {
        this.attachment = requireNonNull(attachment, "attachment");
    }
}
