package io.ingress4j.matcher.route;

import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.model.internal.PersistentMap;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The routing table as data: virtual hosts by name. Immutable; a change shares all hosts that did not change. */
public final class RoutingSnapshot {
    private static final RoutingSnapshot EMPTY = new RoutingSnapshot(PersistentMap.empty(), Optional.empty());

    private final PersistentMap<String, VirtualHost> hosts;
    private final Optional<ServerCertificate> defaultCertificate;

    private RoutingSnapshot(PersistentMap<String, VirtualHost> hosts, Optional<ServerCertificate> defaultCertificate) {
        this.hosts = hosts;
        this.defaultCertificate = defaultCertificate;
    }

    /** Returns the table without hosts. */
    public static RoutingSnapshot empty() {
        return EMPTY;
    }

    /** Returns the table with these hosts replaced; a host that leads to nothing is removed. */
    @SuppressWarnings("ReferenceEquality") // the map returns itself where nothing changed
    public RoutingSnapshot with(Map<String, Optional<VirtualHost>> changes) {
        PersistentMap.Builder<String, VirtualHost> builder = hosts.toBuilder();
        changes.forEach((name, host) -> {
            if (host.isPresent()) {
                builder.put(name, host.get());
            } else {
                builder.remove(name);
            }
        });
        var next = builder.build();
        return next == hosts ? this : new RoutingSnapshot(next, defaultCertificate);
    }

    /** Returns the table with another certificate for names that have none, or without. */
    public RoutingSnapshot withDefaultCertificate(Optional<ServerCertificate> certificate) {
        return certificate.equals(defaultCertificate) ? this : new RoutingSnapshot(hosts, certificate);
    }

    /** Returns what is shown to names that have no certificate; where there is nothing, the data plane shows its own. */
    public Optional<ServerCertificate> defaultCertificate() {
        return defaultCertificate;
    }

    /** Returns the virtual host of a name; the empty name is the one that takes what no other does. */
    public Optional<VirtualHost> host(String name) {
        return Optional.ofNullable(hosts.get(name));
    }

    /**
     * Tells in which hosts a newer table differs; the work is proportional to the difference where one table was made
     * from the other.
     *
     * @param newer the table to compare with
     * @param change called with a host as it is here and as it is there, either of them nothing where it has none
     */
    public void differences(RoutingSnapshot newer, BiConsumer<Optional<VirtualHost>, Optional<VirtualHost>> change) {
        hosts.diff(newer.hosts, new PersistentMap.DiffSink<>() {
            @Override
            public void added(String name, VirtualHost host) {
                change.accept(Optional.empty(), Optional.of(host));
            }

            @Override
            public void removed(String name, VirtualHost host) {
                change.accept(Optional.of(host), Optional.empty());
            }

            @Override
            public void changed(String name, VirtualHost before, VirtualHost after) {
                change.accept(Optional.of(before), Optional.of(after));
            }
        });
    }

    /** Returns how many virtual hosts there are. */
    public int size() {
        return hosts.size();
    }

    /** Returns every virtual host, by name. */
    public List<VirtualHost> hosts() {
        List<VirtualHost> all = new java.util.ArrayList<>();
        hosts.forEach((name, host) -> all.add(host));
        all.sort(Comparator.comparing(VirtualHost::host));
        return List.copyOf(all);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RoutingSnapshot that
                && hosts.equals(that.hosts)
                && defaultCertificate.equals(that.defaultCertificate);
    }

    @Override
    public int hashCode() {
        return 31 * hosts.hashCode() + defaultCertificate.hashCode();
    }

    /** Returns one line for the default certificate, each host and each of its routes, in a stable order. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        defaultCertificate.ifPresent(certificate ->
                text.append("default tls ").append(certificate.secret()).append('\n'));
        for (VirtualHost host : hosts()) {
            text.append(host.host().isEmpty() ? "*" : host.host());
            host.aliases().forEach(alias -> text.append(' ').append(alias));
            if (host.tls()) {
                text.append(" tls ")
                        .append(host.certificate()
                                .map(c -> c.secret().toString())
                                .orElse("(default)"));
            }
            text.append('\n');
            host.routes().forEach(route -> text.append("  ").append(route).append('\n'));
        }
        return text.toString();
    }
}
