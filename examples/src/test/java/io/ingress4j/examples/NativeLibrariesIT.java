package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar is the same in the images of all architectures. */
final class NativeLibrariesIT {
    private static final int MACHINE = 18; // where the head of an ELF file names it, the lower byte first

    @ParameterizedTest
    @CsvSource({"x86_64, 62", "aarch_64, 183"})
    void theJarHoldsWhatEpollAndTlsNeed(String architecture, int machine) throws IOException {
        Map<String, Integer> machines = new HashMap<>();
        try (var jar = new ZipFile(System.getProperty("ingress4j.jar"))) {
            for (Enumeration<? extends ZipEntry> all = jar.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                if (entry.getName().matches("META-INF/native/lib\\w+_" + architecture + "\\.so")) {
                    byte[] head = jar.getInputStream(entry).readNBytes(MACHINE + 2);
                    machines.put(
                            entry.getName().replaceAll("META-INF/native/lib|_" + architecture + ".*", ""),
                            head[MACHINE] & 0xff | (head[MACHINE + 1] & 0xff) << 8);
                }
            }
        }

        assertThat(machines)
                .isEqualTo(Map.of("netty_transport_native_epoll", machine, "netty_tcnative_linux", machine));
    }
}
