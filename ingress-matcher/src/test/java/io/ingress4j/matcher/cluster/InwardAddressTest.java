package io.ingress4j.matcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InwardAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "0.0.0.0",
                "0.1.2.3",
                "255.255.255.255",
                "169.254.169.254",
                "100.100.100.200",
                "192.0.0.192",
                "224.0.0.1",
                "::",
                "::1",
                "fe80::1",
                "ff02::1",
                "fd00:ec2::254",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::127.0.0.1",
                "64:ff9b::a9fe:a9fe",
                "2002:7f00:1::",
                "2002:a83f:8110::",
                "168.63.129.16",
                "64:ff9b::a83f:8110",
                "64:ff9b:1::7f00:1",
                "64:ff9b:1:7f00:0:100::",
                "64:ff9b:1:a9fe:a9:fe00::",
                "64:ff9b:1:0:7f:0:100:0",
                "64:ff9b:1:7f00:0:100:101:101"
            })
    void anAddressThatLeadsInwardIsTold(String address) throws Exception {
        assertThat(InwardAddress.isInward(InetAddress.getByName(address))).isTrue();
        assertThat(InwardAddress.isInward(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "192.168.1.1",
                "172.16.0.1",
                "1.1.1.1",
                "100.100.100.201",
                "2001:db8::1",
                "fd00::1",
                "64:ff9b::1.1.1.1",
                "2002:101:101::"
            })
    void anyOtherAddressIsNot(String address) throws Exception {
        assertThat(InwardAddress.isInward(InetAddress.getByName(address))).isFalse();
        assertThat(InwardAddress.isInward(address)).isFalse();
    }
}
