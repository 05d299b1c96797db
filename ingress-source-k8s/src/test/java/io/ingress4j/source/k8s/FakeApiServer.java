package io.ingress4j.source.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * An API server that lists, watches and gives objects over real sockets, and that can be made to do what a real one does
 * only now and then.
 */
final class FakeApiServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNameLength(1 << 20).build())
            .build());

    private final TreeMap<String, ObjectNode> objects = new TreeMap<>();
    private final List<Happened> history = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final Map<String, List<String>> accepted = new HashMap<>();
    private final Map<String, Integer> refused = new HashMap<>();
    private final Set<String> silent = new HashSet<>();
    private final Set<String> held = new HashSet<>();
    private final Set<String> stalled = new HashSet<>();
    private final Set<Watcher> watchers = new HashSet<>();
    private final int port;
    private HttpServer server;
    private ExecutorService threads;
    private int version = 1000;
    private int oldest;
    private int stalling;
    private int pageSize = Integer.MAX_VALUE;

    /** A change of an object, by the path of its kind. */
    private record Happened(int version, String plural, String type, ObjectNode object) {}

    /** A watch that a client waits on. */
    private static final class Watcher {
        final String plural;
        volatile boolean cut;
        volatile boolean told410;

        Watcher(String plural) {
            this.plural = plural;
        }
    }

    FakeApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        port = server.getAddress().getPort();
        begin();
    }

    private void begin() {
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "fake-api-server");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    KubernetesClient client() {
        return client(() -> "a-token");
    }

    KubernetesClient client(OAuthTokenProvider tokens) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + port)
                        .withOauthTokenProvider(tokens)
                        .withHttp2Disable(true)
                        .build())
                .build();
    }

    /** Adds or replaces an object of a plural in a namespace, empty for a cluster-wide one; the body is what follows metadata. */
    synchronized void put(String plural, String namespace, String name, String body) {
        version++;
        String key = key(plural, namespace, name);
        String kind = switch (plural) {
            case "ingresses" -> "Ingress";
            case "ingressclasses" -> "IngressClass";
            case "services" -> "Service";
            case "endpointslices" -> "EndpointSlice";
            case "secrets" -> "Secret";
            default -> "ConfigMap";
        };
        String api = switch (plural) {
            case "ingresses", "ingressclasses" -> "networking.k8s.io/v1";
            case "endpointslices" -> "discovery.k8s.io/v1";
            default -> "v1";
        };
        ObjectNode object =
                read("{\"kind\":\"" + kind + "\",\"apiVersion\":\"" + api + "\",\"metadata\":{\"name\":\"" + name
                        + "\"," + (namespace.isEmpty() ? "" : "\"namespace\":\"" + namespace + "\",")
                        + "\"resourceVersion\":\"" + version
                        + "\",\"labels\":{\"kubernetes.io/service-name\":\"shop\"},\"annotations\":{\"a\":\"1\"}"
                        + ",\"creationTimestamp\":\"2026-01-02T03:04:05Z\",\"managedFields\":[{\"manager\":\"x\"}]}"
                        + (body.isEmpty() ? "" : "," + body) + "}");
        String type = objects.put(key, object) == null ? "ADDED" : "MODIFIED";
        history.add(new Happened(version, plural, type, object));
        notifyAll();
    }

    synchronized void delete(String plural, String namespace, String name) {
        ObjectNode object = objects.remove(key(plural, namespace, name)).deepCopy();
        ((ObjectNode) object.get("metadata")).put("resourceVersion", String.valueOf(++version));
        history.add(new Happened(version, plural, "DELETED", object));
        notifyAll();
    }

    /** Tells all watches where they stand. */
    synchronized void bookmark() {
        version++;
        for (String plural :
                List.of("ingresses", "ingressclasses", "services", "endpointslices", "secrets", "configmaps")) {
            history.add(new Happened(
                    version, plural, "BOOKMARK", read("{\"metadata\":{\"resourceVersion\":\"" + version + "\"}}")));
        }
        notifyAll();
    }

    /** Forgets what happened up to now, without telling anybody; running watches hear 410 where {@code inStream}. */
    synchronized void forgetHistory(boolean inStream) {
        oldest = ++version;
        history.clear();
        watchers.forEach(watcher -> {
            watcher.told410 = inStream;
            watcher.cut = true;
        });
        notifyAll();
    }

    /** Removes an object so that no watch hears of it. */
    synchronized void deleteUnseen(String plural, String namespace, String name) {
        version++;
        objects.remove(key(plural, namespace, name));
    }

    /** Ends the running watches of a plural without an end of their bodies. */
    synchronized void cut(String plural) {
        watchers.stream().filter(watcher -> watcher.plural.equals(plural)).forEach(watcher -> watcher.cut = true);
        notifyAll();
    }

    /**
     * Answers everything about a plural, or {@code watch services} or {@code shop/services} alone, with a status; 0 for the
     * truth again.
     */
    synchronized void answer(String questions, int status) {
        refused.put(questions, status);
    }

    /** Says nothing on watches of a plural, whatever happens, and never ends them. */
    synchronized void silence(String plural, boolean on) {
        if (on) {
            silent.add(plural);
        } else {
            silent.remove(plural);
        }
        notifyAll();
    }

    /** Accepts questions about a plural and does not answer them until it is let go. */
    synchronized void hold(String plural, boolean on) {
        if (on) {
            held.add(plural);
        } else {
            held.remove(plural);
        }
        notifyAll();
    }

    /** Begins answers about objects of a plural, and goes on with them when it is let go. */
    synchronized void stall(String plural, boolean on) {
        if (on) {
            stalled.add(plural);
        } else {
            stalled.remove(plural);
        }
        notifyAll();
    }

    /** Returns how many clients wait for the rest of an answer. */
    synchronized int stalling() {
        return stalling;
    }

    synchronized void pageSize(int most) {
        pageSize = most;
    }

    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /** Returns which media types were accepted in the questions of a sort, list for instance, about a plural. */
    synchronized List<String> accepted(String sort, String plural) {
        return accepted.getOrDefault(sort + " " + plural, List.of());
    }

    synchronized int watchers() {
        return watchers.size();
    }

    /** Goes away: connections break, and new ones are refused. */
    void stop() {
        synchronized (this) {
            watchers.forEach(watcher -> watcher.cut = true);
            notifyAll();
        }
        server.stop(0);
        threads.shutdownNow();
    }

    /** Comes back on the same port. */
    void restart() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        begin();
    }

    @Override
    public void close() {
        stop();
    }

    private static String key(String plural, String namespace, String name) {
        return plural + "|" + namespace + "|" + name;
    }

    private static ObjectNode read(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().substring(1).split("/", -1);
        int at = path[0].equals("api") ? 2 : 3; // api/v1/..., apis/GROUP/v1/...
        String namespace = "";
        if (path[at].equals("namespaces")) {
            namespace = path[at + 1];
            at += 2;
        }
        String plural = path[at];
        String name = path.length > at + 1 ? path[at + 1] : "";
        Map<String, String> query = new HashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            int is = pair.indexOf('=');
            query.put(pair.substring(0, is), URLDecoder.decode(pair.substring(is + 1), UTF_8));
        }
        boolean isWatch = query.containsKey("watch");
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        boolean metadataOnly = accept.contains("as=PartialObjectMetadata");
        String sort = isWatch ? "watch" : name.isEmpty() ? "list" : "get";
        int status;
        synchronized (this) {
            requests.add(sort + " " + exchange.getRequestURI());
            accepted.computeIfAbsent(sort + " " + plural, key -> new ArrayList<>())
                    .add(accept);
            while (held.contains(plural)) {
                pause();
            }
            status = Stream.of(sort + " " + plural, namespace + "/" + plural, plural)
                    .mapToInt(questions -> refused.getOrDefault(questions, 0))
                    .filter(refusal -> refusal != 0)
                    .findFirst()
                    .orElse(0);
            if (status == 0 && isWatch && Integer.parseInt(query.get("resourceVersion")) < oldest) {
                status = 410;
            }
            if (status == 0 && !name.isEmpty() && !objects.containsKey(key(plural, namespace, name))) {
                status = 404;
            }
        }
        if (status != 0) {
            answer(
                    exchange,
                    status,
                    "{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"no, with " + status + "\",\"code\":"
                            + status + "}");
        } else if (isWatch) {
            watch(exchange, plural, namespace, query, metadataOnly);
        } else if (name.isEmpty()) {
            answer(exchange, 200, list(plural, namespace, query, metadataOnly));
        } else {
            String text;
            synchronized (this) {
                text = objects.get(key(plural, namespace, name)).toString();
            }
            stall(exchange, plural);
            answer(exchange, 200, text);
        }
    }

    private void pause() {
        try {
            wait(30_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void stall(HttpExchange exchange, String plural) throws IOException {
        synchronized (this) {
            if (!stalled.contains(plural)) {
                return;
            }
            stalling++;
        }
        try {
            exchange.sendResponseHeaders(200, 0);
            boolean goesOn = true;
            while (goesOn) {
                exchange.getResponseBody().write(' '); // which fails once the client has gone
                exchange.getResponseBody().flush();
                synchronized (this) {
                    wait(20);
                    goesOn = stalled.contains(plural);
                }
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        } finally {
            synchronized (this) {
                stalling--;
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        if (exchange.getResponseCode() < 0) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
        }
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static boolean matches(ObjectNode object, String namespace, Map<String, String> query) {
        String selector = query.getOrDefault("fieldSelector", "");
        String inNamespace = object.at("/metadata/namespace").asText("");
        return (namespace.isEmpty() || inNamespace.equals(namespace))
                && (!selector.startsWith("metadata.name=")
                        || selector.equals(
                                "metadata.name=" + object.at("/metadata/name").asText()))
                && (!selector.startsWith("type!=")
                        || !selector.equals("type!=" + object.path("type").asText()));
    }

    private static ObjectNode shown(ObjectNode object, boolean metadataOnly) {
        if (!metadataOnly) {
            return object;
        }
        ObjectNode metadata = JSON.createObjectNode();
        metadata.put("kind", "PartialObjectMetadata");
        metadata.set("metadata", object.get("metadata"));
        return metadata;
    }

    private synchronized String list(String plural, String namespace, Map<String, String> query, boolean metadataOnly) {
        List<ObjectNode> all = new ArrayList<>();
        objects.forEach((key, object) -> {
            if (key.startsWith(plural + "|") && matches(object, namespace, query)) {
                ObjectNode item = shown(object, metadataOnly).deepCopy();
                item.remove(List.of("kind", "apiVersion"));
                all.add(item);
            }
        });
        int from = Integer.parseInt(query.getOrDefault("continue", "0"));
        int to = (int) Math.min(all.size(), (long) from + Math.min(pageSize, Integer.parseInt(query.get("limit"))));
        ObjectNode list = JSON.createObjectNode();
        list.putObject("metadata")
                .put("resourceVersion", String.valueOf(version))
                .put("continue", to < all.size() ? String.valueOf(to) : "");
        list.putArray("items").addAll(all.subList(from, to));
        return list.toString();
    }

    private void watch(
            HttpExchange exchange, String plural, String namespace, Map<String, String> query, boolean metadataOnly)
            throws IOException {
        var watcher = new Watcher(plural);
        UnaryOperator<ObjectNode> show = object -> shown(object, metadataOnly);
        long end = System.nanoTime()
                + Duration.ofSeconds(Long.parseLong(query.get("timeoutSeconds")))
                        .toNanos();
        int seen = Integer.parseInt(query.get("resourceVersion"));
        synchronized (this) {
            watchers.add(watcher);
        }
        OutputStream out = exchange.getResponseBody();
        try {
            exchange.sendResponseHeaders(200, 0);
            out.flush();
            while (true) {
                List<String> lines = new ArrayList<>();
                synchronized (this) {
                    if (watcher.cut) {
                        if (watcher.told410) {
                            out.write(
                                    "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"message\":\"too old\"}}\n"
                                            .getBytes(UTF_8));
                            out.flush();
                        }
                        break;
                    }
                    boolean isSilent = silent.contains(plural);
                    for (Happened each : history) {
                        if (!isSilent
                                && each.version > seen
                                && each.plural.equals(plural)
                                && (each.type.equals("BOOKMARK") || matches(each.object, namespace, query))) {
                            ObjectNode event = JSON.createObjectNode().put("type", each.type);
                            event.set("object", each.type.equals("BOOKMARK") ? each.object : show.apply(each.object));
                            lines.add(event + "\n");
                            seen = each.version;
                        }
                    }
                    if (lines.isEmpty()) {
                        long left = (end - System.nanoTime()) / 1_000_000;
                        if (left <= 0 && !isSilent) {
                            out.close(); // the proper end
                            break;
                        }
                        wait(isSilent ? 1000 : left);
                    }
                }
                for (String line : lines) {
                    out.write(line.getBytes(UTF_8));
                }
                if (!lines.isEmpty()) {
                    out.flush();
                }
            }
        } catch (InterruptedException | IOException e) {
            // the client or the server goes
        } finally {
            synchronized (this) {
                watchers.remove(watcher);
            }
            exchange.close();
        }
    }
}
