package io.ingress4j.examples;

import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.cluster.InwardAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Endpoints that the command line supplies for Services without any: one by one, or by a template. */
final class SuppliedEndpoints implements Function<ClusterName, List<Endpoint>> {
    /** What a Service or namespace may be called; a name with dots would be a host of its own in a template. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private final List<One> ones;
    private final Optional<String> template;
    private final boolean mayLeadInward;

    private SuppliedEndpoints(List<One> ones, Optional<String> template, boolean mayLeadInward) {
        this.ones = ones;
        this.template = template;
        this.mayLeadInward = mayLeadInward;
    }

    /**
     * One endpoint of a Service.
     *
     * @param service {@code namespace/name}
     * @param port the port as the Ingress writes it, or nothing for all of them
     * @param endpoint where requests go
     */
    private record One(String service, Optional<String> port, Endpoint endpoint) {
        boolean isOf(ClusterName name) {
            return service.equals(name.service().toString())
                    && port.filter(wanted -> !wanted.equals(name.port())).isEmpty();
        }
    }

    /**
     * Reads what the options say.
     *
     * @param ones texts of the form {@code NAMESPACE/SERVICE[:PORT]=HOST:PORT}
     * @param template a text like <code>{service}.{namespace}.svc:{port}</code>, or nothing
     * @param mayLeadInward whether the template may lead to loopback, link-local and metadata addresses; authors of
     *     manifests choose what stands in its braces
     * @throws IllegalArgumentException if one has another form; the message names the option, the value and the form
     */
    static SuppliedEndpoints of(List<String> ones, Optional<String> template, boolean mayLeadInward) {
        List<One> read = new ArrayList<>();
        for (String text : ones) {
            read.add(
                    one(text)
                            .orElseThrow(
                                    () -> new IllegalArgumentException(
                                            "--endpoint: " + text
                                                    + " (expected: NAMESPACE/SERVICE[:PORT]=HOST:PORT, shop/cart:80=127.0.0.1:3000 for instance)")));
        }
        template.ifPresent(text -> {
            if (endpoint(filled(text, "namespace", "service", "80")).isEmpty()) {
                throw new IllegalArgumentException("--endpoint-template: " + text
                        + " (expected: HOST:PORT with {service}, {namespace} and {port} in it,"
                        + " {service}.{namespace}.svc:{port} for instance)");
            }
        });
        return new SuppliedEndpoints(List.copyOf(read), template, mayLeadInward);
    }

    private static Optional<One> one(String text) {
        int equals = text.indexOf('=');
        int slash = text.indexOf('/');
        if (slash < 1 || equals < slash + 2) {
            return Optional.empty();
        }
        String service = text.substring(0, equals);
        int colon = service.indexOf(':', slash);
        Optional<String> port = colon < 0 ? Optional.empty() : Optional.of(service.substring(colon + 1));
        String name = colon < 0 ? service : service.substring(0, colon);
        if (name.endsWith("/") || port.filter(String::isEmpty).isPresent()) {
            return Optional.empty();
        }
        return endpoint(text.substring(equals + 1)).map(endpoint -> new One(name, port, endpoint));
    }

    private static Optional<Endpoint> endpoint(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            return Optional.empty();
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            return Optional.empty();
        }
        String port = text.substring(colon + 1);
        if (!host.matches("[0-9A-Za-z._:%-]+") || !port.matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        int number = Integer.parseInt(port);
        return number < 1 || number > 65535 ? Optional.empty() : Optional.of(new Endpoint(host, number));
    }

    private static String filled(String template, String namespace, String service, String port) {
        return template.replace("{namespace}", namespace)
                .replace("{service}", service)
                .replace("{port}", port);
    }

    /**
     * Returns the endpoints of a Service; none where nothing fits, where the template meets a name that is no DNS label or a
     * port without a number, or where it leads to an address that it must not lead to.
     */
    @Override
    public List<Endpoint> apply(ClusterName name) {
        List<Endpoint> found = ones.stream()
                .filter(one -> one.isOf(name))
                .map(One::endpoint)
                .sorted()
                .distinct()
                .toList();
        return found.isEmpty() ? fromTemplate(name).stream().toList() : found;
    }

    private Optional<Endpoint> fromTemplate(ClusterName name) {
        String namespace = name.service().namespace();
        String service = name.service().name();
        if (!LABEL.matcher(namespace).matches() || !LABEL.matcher(service).matches()) {
            return Optional.empty();
        }
        return template.flatMap(text -> endpoint(filled(text, namespace, service, name.port())))
                .filter(endpoint -> mayLeadInward || !InwardAddress.isInward(endpoint.host()))
                .map(endpoint -> new Endpoint(endpoint.host(), endpoint.port(), !mayLeadInward));
    }
}
