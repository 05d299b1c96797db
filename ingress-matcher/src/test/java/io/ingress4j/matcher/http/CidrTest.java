package io.ingress4j.matcher.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrTest {

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, 11.0.0.1",
        "10.1.2.3/8, 10.0.0.0, 9.255.255.255",
        "192.168.1.1, 192.168.1.1, 192.168.1.2",
        "0.0.0.0/0, 255.1.2.3, ::1",
        "::/0, ::1, 0",
        "::/0, 1.2.3.4, 0",
        "10.0.0.0/8, ::ffff:10.1.1.1, ::10.1.1.1",
        "::ffff:10.0.0.0/104, 10.1.1.1, 11.1.1.1",
        "2001:db8::/32, 2001:db8:ffff::1, 2001:db9::",
        "2001:db8::/65, 2001:db8::7fff:0:0:1, 2001:db8:0:0:8000::",
        "fe80::1, fe80:0:0:0:0:0:0:1, fe80::2",
        "128.0.0.0/1, 200.0.0.1, 127.255.255.255",
        "8000::/1, ffff::, 7fff::"
    })
    void aBlockHoldsItsAddressesAndNoOther(String block, String inside, String outside) {
        Cidr cidr = Cidr.parse(block).orElseThrow();
        assertThat(cidr.contains(address(inside))).isTrue();
        if (!outside.equals("0")) {
            assertThat(cidr.contains(address(outside))).isFalse();
        }
        assertThat(Cidr.parse(cidr.toString())).hasValue(cidr);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/08",
                "10.0.0.0/8/8",
                "10.0.0.0/ 8",
                "10.0.0/8",
                "10.0.0.0.0",
                "10.0.0.256",
                "10.0.0.01",
                "10.0.0.",
                ".10.0.0",
                "10..0.0",
                "1.2.3.4 ",
                "0x7f.0.0.1",
                "2130706433",
                "a.test",
                "::/129",
                ":::",
                "1::2::3",
                ":1",
                "1:",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7::8",
                "::1:2:3:4:5:6:7:8",
                "12345::",
                "g::",
                "::1%eth0",
                "[::1]",
                "1.2.3.4::",
                "::1.2.3",
                "::1.2.3.4:5",
                "1:2:3:4:5:6:7:1.2.3.4",
                "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"
            })
    void anyOtherTextIsNoBlock(String text) {
        assertThat(Cidr.parse(text)).isEmpty();
    }

    @Test
    void addressesAreReadAsTheJdkReadsThem() throws Exception {
        var random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            for (int zeros = random.nextInt(8); zeros > 0 && bytes.length == 16; zeros--) {
                int group = random.nextInt(8);
                bytes[2 * group] = 0;
                bytes[2 * group + 1] = 0;
            }
            String text = InetAddress.getByAddress(bytes).getHostAddress();
            IpAddress read = address(text);
            assertThat(InetAddress.getByName(read.toString())).isEqualTo(InetAddress.getByAddress(bytes));
        }
    }
}
