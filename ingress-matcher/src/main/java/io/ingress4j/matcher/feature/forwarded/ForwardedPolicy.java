package io.ingress4j.matcher.feature.forwarded;

import io.ingress4j.matcher.http.Cidr;
import io.ingress4j.matcher.http.IpAddress;
import io.ingress4j.matcher.route.Policy;
import java.util.List;
import java.util.Locale;

/**
 * Which peers may say who the client is, and what of it counts. A peer outside of the list is believed nothing at all.
 *
 * <p><b>Source.</b> The global settings {@code use-forwarded-headers}, {@code enable-real-ip},
 * {@code compute-full-forwarded-for}, {@code forwarded-for-header}, {@code forwarded-host-header} and
 * {@code proxy-real-ip-cidr}.
 *
 * @param address whether the client's address is taken from {@code addressField}
 * @param fields whether host, port and scheme are taken from {@code hostField}, {@code X-Forwarded-Port} and
 *     {@code X-Forwarded-Proto}
 * @param chain whether {@code X-Forwarded-For} keeps what the peer said and gets the peer's address appended
 * @param addressField the field with the addresses, in lower case
 * @param hostField the field with the host, in lower case
 * @param trusted the peers that are believed
 */
public record ForwardedPolicy(
        boolean address, boolean fields, boolean chain, String addressField, String hostField, List<Cidr> trusted)
        implements Policy {

    /** Copies the list, and writes the names in lower case. */
    public ForwardedPolicy {
        addressField = addressField.toLowerCase(Locale.ROOT);
        hostField = hostField.toLowerCase(Locale.ROOT);
        trusted = List.copyOf(trusted);
    }

    /** Returns whether what an address says is believed. */
    public boolean trusts(IpAddress peer) {
        for (int i = 0; i < trusted.size(); i++) {
            if (trusted.get(i).contains(peer)) {
                return true;
            }
        }
        return false;
    }
}
