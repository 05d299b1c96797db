package io.ingress4j.source.k8s.status;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngressBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where Ingresses are reached: IP addresses and host names, sorted, as {@code status.loadBalancer} shows them. */
final class Addresses {
    private static final String OCTET = "(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
    private static final Pattern NAME = Pattern.compile(
            "(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?" + "(?:\\.[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)*");

    private Addresses() {}

    /**
     * Checks what somebody wrote.
     *
     * @throws IllegalArgumentException if it is neither an IP address nor a host name
     */
    static String checked(String text) {
        if (!isIp(text) && !(NAME.matcher(text).matches() && !text.matches("[0-9.]+"))) {
            throw new IllegalArgumentException(
                    "address: " + text + " (expected: an IPv4 or IPv6 address, or a host name in small letters)");
        }
        return text;
    }

    static boolean isIp(String text) {
        if (IPV4.matcher(text).matches()) {
            return true;
        }
        try {
            return IPV6.matcher(text).matches() && InetAddress.getByName("[" + text + "]") != null;
        } catch (UnknownHostException e) {
            return false; // a literal in brackets is never looked up
        }
    }

    /**
     * Returns where a Service is reached from outside: what its load balancer got and its external addresses, and only
     * where its type promises neither, its cluster address; the host of an ExternalName.
     */
    static SortedSet<String> of(Service service) {
        SortedSet<String> found = new TreeSet<>();
        var spec = service.getSpec();
        if (spec == null) {
            return found;
        }
        String type = spec.getType() == null ? "ClusterIP" : spec.getType();
        if (type.equals("ExternalName")) {
            add(found, spec.getExternalName());
            return found;
        }
        var status = service.getStatus();
        if (status != null && status.getLoadBalancer() != null) {
            for (LoadBalancerIngress each : status.getLoadBalancer().getIngress()) {
                add(found, isEmpty(each.getIp()) ? each.getHostname() : each.getIp());
            }
        }
        spec.getExternalIPs().forEach(address -> add(found, address));
        if (found.isEmpty() && !type.equals("LoadBalancer")) {
            spec.getClusterIPs().forEach(address -> add(found, address));
            add(found, spec.getClusterIP());
        }
        return found;
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static void add(Collection<String> to, @Nullable String address) {
        if (address != null && !address.isEmpty() && !address.equals("None")) {
            to.add(address);
        }
    }

    /** Returns the addresses that an Ingress shows. */
    static SortedSet<String> of(Ingress ingress) {
        SortedSet<String> found = new TreeSet<>();
        var status = ingress.getStatus();
        if (status != null && status.getLoadBalancer() != null) {
            for (IngressLoadBalancerIngress each : status.getLoadBalancer().getIngress()) {
                add(found, isEmpty(each.getIp()) ? each.getHostname() : each.getIp());
            }
        }
        return found;
    }

    /** Returns the addresses as an Ingress shows them. */
    static List<IngressLoadBalancerIngress> shown(SortedSet<String> addresses) {
        return addresses.stream()
                .map(address -> isIp(address)
                        ? new IngressLoadBalancerIngressBuilder()
                                .withIp(address)
                                .build()
                        : new IngressLoadBalancerIngressBuilder()
                                .withHostname(address)
                                .build())
                .toList();
    }
}
