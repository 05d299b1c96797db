/** Moves bytes: an HTTP proxy for the routes of the matcher, on Netty. */
module io.ingress4j.proxy.netty {
    requires transitive io.ingress4j.matcher;
    requires static transitive org.jspecify;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires transitive io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires static micrometer.core;
    requires org.slf4j;

    exports io.ingress4j.proxy.netty;
    exports io.ingress4j.proxy.netty.config;
    exports io.ingress4j.proxy.netty.metrics;
    exports io.ingress4j.proxy.netty.observe;
}
