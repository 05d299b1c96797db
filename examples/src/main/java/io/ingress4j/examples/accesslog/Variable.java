package io.ingress4j.examples.accesslog;

import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.cluster.Cluster;
import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.http.RequestHead;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.proxy.netty.observe.ExchangeEvent;
import io.ingress4j.proxy.netty.observe.Stages;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A variable of a log format. Where nginx has one of the same meaning, it has the same name.
 *
 * @param name its name, without the dollar
 * @param number whether its value is a number
 * @param value writes its value as it is, unescaped; nothing where there is none
 */
record Variable(String name, boolean number, Value value) {

    /** Writes a value. For one thread, which writes the log. */
    interface Value {
        void write(Entry entry, StringBuilder to);
    }

    private static final String FIELD = "http_";
    private static final Map<String, Variable> ALL = new LinkedHashMap<>();

    static {
        time("time_iso8601", DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ROOT));
        time("time_local", DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss xx", Locale.ROOT));
        add("msec", true, (entry, to) -> seconds(entry.endedAtMillis(), to));
        add("remote_addr", false, Variable::client);
        text("realip_remote_addr", entry -> host(entry.connection().remote()));
        whole("remote_port", entry -> entry.connection().remote().getPort());
        text("server_addr", entry -> host(entry.connection().local()));
        whole("server_port", entry -> entry.connection().local().getPort());
        add("scheme", false, Variable::scheme);
        ofRequest("host", Variable::hostOnly);
        ofRequest("http_host", RequestHead::authority);
        ofRequest("request", request -> request.method() + " " + request.target() + " " + request.protocol());
        ofRequest("request_method", RequestHead::method);
        ofRequest("request_uri", RequestHead::target);
        ofRequest("server_protocol", RequestHead::protocol);
        ofExchange("request_body_bytes", ExchangeEvent::requestBytes);
        whole("status", Entry::status);
        ofExchange("body_bytes_sent", ExchangeEvent::responseBytes);
        add("request_time", true, (entry, to) -> stage(entry.exchange(), 0, Stages::endNanos, to));
        add("upstream_addr", false, Variable::endpoint);
        ofExchange("upstream_tries", ExchangeEvent::attempts);
        upstreamTime("upstream_connect_time", Stages::connectedNanos);
        upstreamTime("upstream_header_time", Stages::headNanos);
        upstreamTime("upstream_response_time", Stages::endNanos);
        ofRoute("namespace", route -> route.ingress().namespace());
        ofRoute("ingress_name", route -> route.ingress().name());
        ofRoute("location_path", route -> route.match().path());
        ofService("service_name", service -> service.service().name());
        ofService("service_port", ClusterName::port);
        ofService(
                "proxy_upstream_name",
                service ->
                        service.service().namespace() + "-" + service.service().name() + "-" + service.port());
        text(
                "end_reason",
                entry -> entry.exchange() == null
                        ? "REFUSED"
                        : entry.exchange().reason().name());
    }

    private static void add(String name, boolean number, Value value) {
        ALL.put(name, new Variable(name, number, value));
    }

    private static void text(String name, Function<Entry, @Nullable String> value) {
        add(name, false, (entry, to) -> {
            String found = value.apply(entry);
            to.append(found == null ? "" : found);
        });
    }

    private static void whole(String name, ToLongFunction<Entry> value) {
        add(name, true, (entry, to) -> to.append(value.applyAsLong(entry)));
    }

    private static void ofRequest(String name, Function<RequestHead, @Nullable String> value) {
        text(name, entry -> entry.request() == null ? null : value.apply(entry.request()));
    }

    private static void ofExchange(String name, ToLongFunction<ExchangeEvent> value) {
        add(name, true, (entry, to) -> {
            if (entry.exchange() != null) {
                to.append(value.applyAsLong(entry.exchange()));
            }
        });
    }

    private static void ofRoute(String name, Function<Route, String> value) {
        text(name, entry -> {
            CompiledRoute taken =
                    entry.exchange() == null ? null : entry.exchange().route();
            return taken == null ? null : value.apply(taken.route());
        });
    }

    private static void ofService(String name, Function<ClusterName, String> value) {
        text(name, entry -> {
            CompiledRoute taken =
                    entry.exchange() == null ? null : entry.exchange().route();
            Cluster cluster = taken == null ? null : taken.cluster();
            return cluster == null ? null : value.apply(cluster.name());
        });
    }

    private static void time(String name, DateTimeFormatter format) {
        add(name, false, new Time(format.withZone(ZoneId.systemDefault())));
    }

    /** Measured, as nginx does, from when the proxy turned to the upstream. */
    private static void upstreamTime(String name, ToLongFunction<Stages> reached) {
        add(name, true, (entry, to) -> {
            ExchangeEvent exchange = entry.exchange();
            if (exchange != null && exchange.endpoint() != null) {
                stage(exchange, exchange.stages().decidedNanos(), reached, to);
            }
        });
    }

    private static void stage(
            @Nullable ExchangeEvent exchange, long from, ToLongFunction<Stages> reached, StringBuilder to) {
        long nanos = exchange == null ? -1 : reached.applyAsLong(exchange.stages());
        if (nanos >= 0) {
            seconds(Math.max(0, nanos - from) / 1_000_000, to);
        }
    }

    private static void seconds(long millis, StringBuilder to) {
        long rest = millis % 1000;
        to.append(millis / 1000).append('.');
        to.append(rest / 100).append(rest / 10 % 10).append(rest % 10);
    }

    private static void client(Entry entry, StringBuilder to) {
        RequestHead request = entry.request();
        to.append(request == null ? host(entry.connection().remote()) : request.remoteAddress());
    }

    private static void scheme(Entry entry, StringBuilder to) {
        RequestHead request = entry.request();
        boolean secure = request == null ? entry.connection().listener().tls() : request.secure();
        to.append(secure ? "https" : "http");
    }

    private static void endpoint(Entry entry, StringBuilder to) {
        Endpoint endpoint = entry.exchange() == null ? null : entry.exchange().endpoint();
        if (endpoint != null) {
            to.append(endpoint);
        }
    }

    private static String host(InetSocketAddress address) {
        return address.getAddress().getHostAddress();
    }

    private static String hostOnly(RequestHead request) {
        String authority = request.authority();
        int colon = authority.lastIndexOf(':');
        String host = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
        return host.toLowerCase(Locale.ROOT);
    }

    /**
     * Returns a variable.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    static Variable named(String name) {
        Variable known = ALL.get(name);
        if (known != null) {
            return known;
        }
        if (!name.startsWith(FIELD) || name.length() == FIELD.length()) {
            throw new IllegalArgumentException(
                    "$" + name + " (expected: one of $" + String.join(", $", names()) + ", or $http_NAME for a field)");
        }
        String field = name.substring(FIELD.length()).toLowerCase(Locale.ROOT).replace('_', '-');
        return new Variable(name, false, (entry, to) -> {
            String value = entry.request() == null ? null : entry.request().header(field);
            to.append(value == null ? "" : value);
        });
    }

    /** Returns the names, those of header fields aside. */
    static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /** A time of day, made a text once a second. */
    private static final class Time implements Value {
        private final DateTimeFormatter format;
        private Second last = new Second(Long.MIN_VALUE, ""); // immutable: each log looks for itself

        /** A second and its text. */
        private record Second(long number, String text) {}

        Time(DateTimeFormatter format) {
            this.format = format;
        }

        @Override
        public void write(Entry entry, StringBuilder to) {
            long wanted = Math.floorDiv(entry.endedAtMillis(), 1000);
            Second known = last;
            if (wanted != known.number) {
                known = new Second(wanted, format.format(Instant.ofEpochSecond(wanted)));
                last = known;
            }
            to.append(known.text);
        }
    }
}
