package io.ingress4j.matcher.feature.upstreamvhost;

import io.ingress4j.matcher.feature.Locations;
import io.ingress4j.matcher.http.RequestHead;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A host name with variables of ingress-nginx in it. Of the closed list of variables those are known that can stand in a
 * host name; what the client's request decides is taken only where it can, too.
 */
final class HostTemplate {
    private static final Set<String> OF_ROUTE = Set.of("namespace", "ingress_name", "service_name", "service_port");
    private static final Set<String> OF_REQUEST =
            Set.of("host", "http_host", "best_http_host", "scheme", "server_port", "remote_addr");
    private static final String HEADER = "http_";

    /**
     * A piece of the text.
     *
     * @param text the text itself, or the name of a variable
     * @param variable whether it is one
     */
    private record Part(String text, boolean variable) {}

    private final List<Part> parts;

    private HostTemplate(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** Reads a text; nothing where it holds an unknown variable or a character that no host name has. */
    static Optional<HostTemplate> parse(String text) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int dollar = text.indexOf('$', at);
            int stop = dollar < 0 ? text.length() : dollar;
            if (!isHost(text.substring(at, stop))) {
                return Optional.empty();
            }
            if (stop > at) {
                parts.add(new Part(text.substring(at, stop), false));
            }
            if (dollar < 0) {
                break;
            }
            boolean braces = text.startsWith("{", dollar + 1);
            int begin = dollar + (braces ? 2 : 1);
            int end = begin;
            while (end < text.length() && isNameCharacter(text.charAt(end))) {
                end++;
            }
            String name = text.substring(begin, end);
            if (!isKnown(name) || (braces && !text.startsWith("}", end))) {
                return Optional.empty();
            }
            parts.add(new Part(name, true));
            at = braces ? end + 1 : end;
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(new HostTemplate(parts));
    }

    private static boolean isNameCharacter(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static boolean isKnown(String name) {
        return OF_ROUTE.contains(name)
                || OF_REQUEST.contains(name)
                || (name.startsWith(HEADER) && name.length() > HEADER.length());
    }

    private static boolean isHost(String text) {
        return Locations.consistsOf(text, "-._:[]");
    }

    /** Returns this template with the variables of a route replaced by their values. */
    HostTemplate of(Route route) {
        List<Part> filled = new ArrayList<>();
        for (Part part : parts) {
            boolean ofRoute = part.variable() && OF_ROUTE.contains(part.text());
            filled.add(ofRoute ? new Part(valueOf(part.text(), route), false) : part);
        }
        return new HostTemplate(filled);
    }

    private static String valueOf(String variable, Route route) {
        RouteAction.Forward forward = route.action() instanceof RouteAction.Forward f ? f : null;
        return switch (variable) {
            case "namespace" -> route.ingress().namespace();
            case "ingress_name" -> route.ingress().name();
            case "service_name" ->
                forward == null ? "" : forward.cluster().service().name();
            default -> forward == null ? "" : forward.cluster().port();
        };
    }

    /** Returns the host for a request; empty where the client sent what cannot stand in a host name. */
    String expand(RequestHead request) {
        if (parts.size() == 1 && !parts.get(0).variable()) {
            return parts.get(0).text();
        }
        var host = new StringBuilder();
        for (Part part : parts) {
            host.append(part.variable() ? valueOf(part.text(), request) : part.text());
        }
        String text = host.toString();
        return isHost(text) ? text : "";
    }

    private static String valueOf(String variable, RequestHead request) {
        return switch (variable) {
            case "host" -> Locations.hostWithoutPort(request);
            case "http_host", "best_http_host" -> request.authority();
            case "scheme" -> Locations.scheme(request);
            case "server_port" -> Integer.toString(request.localPort());
            case "remote_addr" -> request.remoteAddress();
            default -> {
                String value =
                        request.header(variable.substring(HEADER.length()).replace('_', '-'));
                yield value == null ? "" : value;
            }
        };
    }
}
