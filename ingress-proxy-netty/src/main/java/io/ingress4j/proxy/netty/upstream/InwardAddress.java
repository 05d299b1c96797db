package io.ingress4j.proxy.netty.upstream;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;

/**
 * Which addresses lead to this machine or to what clouds tell only their own machines: wherever an author's name may point,
 * it must not point there. An IPv6 address that carries an IPv4 one is judged by that as well.
 */
final class InwardAddress {
    /** The metadata services that are not on a link-local address: AWS over IPv6, Alibaba Cloud, Oracle Cloud. */
    private static final Set<String> METADATA = Set.of("fd00:ec2:0:0:0:0:0:254", "100.100.100.200", "192.0.0.192");

    private InwardAddress() {}

    /** Returns whether nobody but the operator may send requests to an address. */
    static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || METADATA.contains(address.getHostAddress())) {
            return true;
        }
        if (!(address instanceof Inet6Address)) {
            return bytes[0] == 0 || bytes[0] == -1 && bytes[1] == -1 && bytes[2] == -1 && bytes[3] == -1;
        }
        if (isZero(bytes, 12)) { // ::a.b.c.d
            return isIpv4(bytes, 12);
        }
        if (bytes[0] == 0
                && bytes[1] == 0x64
                && bytes[2] == (byte) 0xff
                && bytes[3] == (byte) 0x9b) { // 64:ff9b::a.b.c.d
            return isIpv4(bytes, 12);
        }
        return bytes[0] == 0x20 && bytes[1] == 2 && isIpv4(bytes, 2); // 2002:aabb:ccdd::
    }

    private static boolean isZero(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv4(byte[] bytes, int from) {
        try {
            return is(InetAddress.getByAddress(
                    new byte[] {bytes[from], bytes[from + 1], bytes[from + 2], bytes[from + 3]}));
        } catch (UnknownHostException e) {
            throw new AssertionError(e); // never: the length fits
        }
    }
}
