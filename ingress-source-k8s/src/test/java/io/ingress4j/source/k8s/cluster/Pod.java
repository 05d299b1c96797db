package io.ingress4j.source.k8s.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server with an address as Pods have it, which answers every request with its name. */
public final class Pod implements AutoCloseable {
    private static final AtomicInteger ADDRESSES = new AtomicInteger(256);

    private final String address;
    private final String name;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    private Pod(String name, String address, HttpServer server) {
        this.name = name;
        this.address = address;
        this.server = server;
    }

    /** Starts one at an address that none had before, on port 8080. */
    public static Pod start(String name) {
        int number = ADDRESSES.incrementAndGet();
        String address = "10.244." + number / 256 + "." + number % 256;
        try {
            var pod = new Pod(name, address, HttpServer.create(new InetSocketAddress(address, 8080), 128));
            pod.server.setExecutor(pod.threads);
            pod.server.createContext("/", exchange -> {
                try (exchange) {
                    byte[] body = name.getBytes(UTF_8);
                    exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
            });
            pod.server.start();
            return pod;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    address + ": not an address of this machine (run the test through .ci/kubernetes/run)", e);
        }
    }

    /** Returns its address. */
    public String address() {
        return address;
    }

    /** Returns its name. */
    public String name() {
        return name;
    }

    /** Returns manifests of a Service with port 80, and of a slice that leads to these Pods. */
    public static String service(String namespace, String service, Pod... pods) {
        var endpoints = new StringBuilder();
        for (Pod pod : pods) {
            endpoints.append("- {addresses: ['").append(pod.address).append("'], conditions: {ready: true}}\n");
        }
        return """
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s, namespace: %2$s}
                spec: {ports: [{name: http, port: 80, targetPort: 8080}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %1$s-1, namespace: %2$s, labels: {kubernetes.io/service-name: %1$s}}
                addressType: IPv4
                ports: [{name: http, port: 8080, protocol: TCP}]
                endpoints:
                %3$s""".formatted(service, namespace, endpoints);
    }

    /** Ends it at once. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
