package io.ingress4j.proxy.netty.config;

import static java.util.Objects.requireNonNull;

import io.ingress4j.proxy.netty.time.Waits;
import java.time.Duration;

/**
 * What one client, and all of them together, may ask of a proxy. Waits are looked at five times a second.
 *
 * @param maxConnections client connections at a time; a further one is closed at once
 * @param maxConnectionsPerListener client connections of one listener at a time; a further one is closed at once
 * @param maxConnectionsPerAddress connections of one client address at a time, of one /64 network over IPv6; a further one
 *     is closed at once
 * @param maxRequestLineBytes method, target and version; a longer line is answered with 414
 * @param maxHeaderBytes all header fields of a request together; more is answered with 431, and with 502 on the upstream's
 *     side
 * @param maxHeaderCount header fields of a head; more is answered with 431, and with 502 on the upstream's side
 * @param handshake the longest TLS handshake
 * @param header the longest wait from the first byte of a head to its last; then 408
 * @param bodyIdle the longest gap between two reads of a request body; then 408
 * @param keepAliveIdle the longest wait for the next request
 * @param lifetime how long a client may use one connection; the exchange under way then is the last, and tunnels are none of
 *     its concern
 * @param writeStall the longest time in which a client takes nothing of its response
 * @param step the longest wait for a step of a route that holds a request back; then 503
 * @param upstreamIdle how long an idle upstream connection is kept
 */
public record ProxyLimits(
        int maxConnections,
        int maxConnectionsPerListener,
        int maxConnectionsPerAddress,
        int maxRequestLineBytes,
        int maxHeaderBytes,
        int maxHeaderCount,
        Duration handshake,
        Duration header,
        Duration bodyIdle,
        Duration keepAliveIdle,
        Duration lifetime,
        Duration writeStall,
        Duration step,
        Duration upstreamIdle) {

    /** What holds where nobody asks for anything. */
    public static final ProxyLimits DEFAULT = builder().build();

    /** Checks every limit. */
    public ProxyLimits {
        requirePositive("maxConnections", maxConnections);
        requirePositive("maxConnectionsPerListener", maxConnectionsPerListener);
        requirePositive("maxConnectionsPerAddress", maxConnectionsPerAddress);
        requirePositive("maxRequestLineBytes", maxRequestLineBytes);
        requirePositive("maxHeaderBytes", maxHeaderBytes);
        requirePositive("maxHeaderCount", maxHeaderCount);
        handshake = measurable("handshake", handshake);
        header = measurable("header", header);
        bodyIdle = measurable("bodyIdle", bodyIdle);
        keepAliveIdle = measurable("keepAliveIdle", keepAliveIdle);
        lifetime = measurable("lifetime", lifetime);
        writeStall = measurable("writeStall", writeStall);
        step = measurable("step", step);
        upstreamIdle = measurable("upstreamIdle", upstreamIdle);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
        }
    }

    private static Duration measurable(String name, Duration value) {
        requireNonNull(value, name);
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
        }
        return Waits.measurable(value);
    }

    /** Returns a builder with every limit at its default. */
    public static Builder builder() {
        return new Builder();
    }

    /** Settings of limits. Not for use by several threads. */
    public static final class Builder {
        private int maxConnections = 65_536;
        private int maxConnectionsPerListener = 65_536;
        private int maxConnectionsPerAddress = 65_536;
        private int maxRequestLineBytes = 8192;
        private int maxHeaderBytes = 32_768;
        private int maxHeaderCount = 100;
        private Duration handshake = Duration.ofSeconds(10);
        private Duration header = Duration.ofSeconds(30);
        private Duration bodyIdle = Duration.ofSeconds(30);
        private Duration keepAliveIdle = Duration.ofSeconds(75);
        private Duration lifetime = Duration.ofHours(1);
        private Duration writeStall = Duration.ofSeconds(60);
        private Duration step = Duration.ofSeconds(60);
        private Duration upstreamIdle = Duration.ofSeconds(60);

        private Builder() {}

        /** Sets how many client connections there may be at a time; 65,536 by default. */
        public Builder maxConnections(int connections) {
            this.maxConnections = connections;
            return this;
        }

        /** Sets how many client connections one listener may have at a time; 65,536 by default. */
        public Builder maxConnectionsPerListener(int connections) {
            this.maxConnectionsPerListener = connections;
            return this;
        }

        /**
         * Sets how many connections one client address may have at a time; 65,536 by default, since a load balancer in front
         * is one address for all of its clients.
         */
        public Builder maxConnectionsPerAddress(int connections) {
            this.maxConnectionsPerAddress = connections;
            return this;
        }

        /** Sets the longest request line in bytes; 8 KiB by default. */
        public Builder maxRequestLineBytes(int bytes) {
            this.maxRequestLineBytes = bytes;
            return this;
        }

        /** Sets the largest block of header fields in bytes; 32 KiB by default. */
        public Builder maxHeaderBytes(int bytes) {
            this.maxHeaderBytes = bytes;
            return this;
        }

        /** Sets how many header fields a head may have; 100 by default. */
        public Builder maxHeaderCount(int count) {
            this.maxHeaderCount = count;
            return this;
        }

        /** Sets the longest TLS handshake; 10 seconds by default. */
        public Builder handshake(Duration wait) {
            this.handshake = wait;
            return this;
        }

        /** Sets the longest time for the head of a request; 30 seconds by default. */
        public Builder header(Duration wait) {
            this.header = wait;
            return this;
        }

        /** Sets the longest gap between two reads of a request body; 30 seconds by default. */
        public Builder bodyIdle(Duration wait) {
            this.bodyIdle = wait;
            return this;
        }

        /** Sets the longest wait for the next request of a connection; 75 seconds by default. */
        public Builder keepAliveIdle(Duration wait) {
            this.keepAliveIdle = wait;
            return this;
        }

        /** Sets how long a client may use one connection; an hour by default. */
        public Builder lifetime(Duration longest) {
            this.lifetime = longest;
            return this;
        }

        /** Sets the longest time in which a client takes nothing of its response; 60 seconds by default. */
        public Builder writeStall(Duration wait) {
            this.writeStall = wait;
            return this;
        }

        /** Sets the longest wait for a step of a route that holds a request back; 60 seconds by default. */
        public Builder step(Duration wait) {
            this.step = wait;
            return this;
        }

        /** Sets how long an idle upstream connection is kept; 60 seconds by default. */
        public Builder upstreamIdle(Duration wait) {
            this.upstreamIdle = wait;
            return this;
        }

        /**
         * Returns the limits.
         *
         * @throws IllegalArgumentException if one is not positive
         */
        public ProxyLimits build() {
            return new ProxyLimits(
                    maxConnections,
                    maxConnectionsPerListener,
                    maxConnectionsPerAddress,
                    maxRequestLineBytes,
                    maxHeaderBytes,
                    maxHeaderCount,
                    handshake,
                    header,
                    bodyIdle,
                    keepAliveIdle,
                    lifetime,
                    writeStall,
                    step,
                    upstreamIdle);
        }
    }
}
