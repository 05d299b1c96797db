package io.ingress4j.proxy.netty;

import io.netty.util.Version;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds the process to a Netty that reads chunks and codings as RFC 9112 says. An application's bill of materials may
 * choose an older one, which compiles and runs, and takes some bodies apart differently from the upstream behind us.
 */
final class NettyVersion {
    private static final int[] OLDEST = {4, 2, 18};
    private static final List<String> PARTS =
            List.of("netty-codec-http", "netty-codec-base", "netty-handler", "netty-transport", "netty-buffer");

    private NettyVersion() {}

    /**
     * Checks the Netty of this process; one that does not say its version is taken as it is.
     *
     * @throws IllegalStateException if it is too old
     */
    static void check() {
        String problem = problem(Version.identify(NettyVersion.class.getClassLoader()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().artifactVersion())));
        if (problem != null) {
            throw new IllegalStateException(problem);
        }
    }

    /**
     * Says what is wrong with versions by artifact, or returns null. Where jars were merged, the list may lack artifacts or
     * be absent altogether: what is not listed, or is written in another form, is not doubted.
     */
    static @Nullable String problem(Map<String, String> versions) {
        for (String part : PARTS) {
            String version = versions.get(part);
            if (version != null && isOlder(version)) {
                return part + ": " + version
                        + " (expected: 4.2.18.Final or a later 4.2; import io.netty:netty-bom in that"
                        + " version before other bills of materials)";
            }
        }
        return null;
    }

    private static boolean isOlder(String version) {
        String[] parts = version.split("\\.", 4);
        for (int i = 0; i < OLDEST.length; i++) {
            if (i >= parts.length || !parts[i].matches("[0-9]{1,6}")) {
                return false;
            }
            int part = Integer.parseInt(parts[i]);
            if (part != OLDEST[i]) {
                return part < OLDEST[i];
            }
        }
        return false;
    }
}
