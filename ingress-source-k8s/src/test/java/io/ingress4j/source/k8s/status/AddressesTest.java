package io.ingress4j.source.k8s.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressesTest {
    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "::1", "lb.example.com", "a"})
    void anAddressOrAHostNameIsTaken(String text) {
        assertThat(Addresses.checked(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "192.0.2",
                "192.0.2.256",
                "1.2.3.04",
                "2001:db8:::1",
                "fe80::1%lo",
                "LB.example",
                "a_b",
                "a..b",
                "[::1]",
                "a b"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Addresses.checked(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "address: " + text + " (expected: an IPv4 or IPv6 address, or a host name in small letters)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {spec: {type: LoadBalancer, clusterIP: 10.0.0.1}}                                         | []
            {spec: {type: LoadBalancer, clusterIP: 10.0.0.1, externalIPs: [192.0.2.9]}}               | [192.0.2.9]
            {spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 192.0.2.2}, {hostname: b.example}]}}} | [192.0.2.2, b.example]
            {spec: {type: NodePort, clusterIP: 10.0.0.1, externalIPs: [192.0.2.9]}}                   | [192.0.2.9]
            {spec: {type: ClusterIP, clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1, 'fd00::1']}}         | [10.0.0.1, fd00::1]
            {spec: {clusterIP: None}}                                                                 | []
            {spec: {type: ExternalName, externalName: far.example}}                                   | [far.example]
            {}                                                                                        | []
            """)
    void aServiceIsReachedWhereItsTypeSays(String service, String expected) {
        Service read =
                Serialization.unmarshal("---\n{apiVersion: v1, kind: Service, " + service.substring(1), Service.class);

        assertThat(Addresses.of(read)).hasToString(expected);
    }

    @Test
    void addressesAndNamesAreShownInTheirFields() {
        assertThat(Addresses.shown(new TreeSet<>(List.of("b.example", "192.0.2.1"))))
                .satisfiesExactly(
                        ip -> assertThat(ip.getIp()).isEqualTo("192.0.2.1"),
                        name -> assertThat(name.getHostname()).isEqualTo("b.example"));
    }
}
