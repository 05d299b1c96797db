package io.ingress4j.matcher.feature.www;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.feature.GlobalSettings;
import io.ingress4j.matcher.route.Policy;
import java.util.stream.Stream;

/**
 * A host and its twin with or without {@code www.}, of which one redirects to the other.
 *
 * <p><b>Source.</b> The annotation {@code from-to-www-redirect}.
 *
 * @param target the host that requests are sent to; empty on the routes of that host itself
 * @param globals the settings that the redirect follows
 */
public record WwwPolicy(String target, GlobalSettings globals) implements Policy {

    /** Checks that no part is null. */
    public WwwPolicy {
        requireNonNull(target, "target");
        requireNonNull(globals, "globals");
    }

    /** Returns whether {@code host} is a name that has a twin; the wildcard and the empty host have none. */
    public static boolean hasTwin(String host) {
        return !host.isEmpty() && !host.startsWith("*");
    }

    /** Returns the other name of {@code host}. */
    public static String twinOf(String host) {
        return host.startsWith("www.") ? host.substring(4) : "www." + host;
    }

    /** Returns the hosts whose twin is {@code host}. */
    public static Stream<String> originalsOf(String host) {
        return Stream.of("www." + host, twinOf(host))
                .filter(each -> hasTwin(each) && twinOf(each).equals(host))
                .distinct();
    }

    /** Returns this policy for the routes of the twin. */
    public WwwPolicy to(String host) {
        return new WwwPolicy(host, globals);
    }

    /** Returns the policy without the settings that are the same for all. */
    @Override
    public String toString() {
        return "WwwPolicy[" + target + "]";
    }
}
