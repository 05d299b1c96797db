package io.ingress4j.matcher.feature.serveralias;

import io.ingress4j.matcher.route.Policy;
import java.util.List;

/**
 * Further names for every host of an Ingress. A name that is a host of its own is no alias.
 *
 * <p><b>Source.</b> The annotation {@code server-alias}.
 *
 * @param names exact names, {@code *.suffix} over any number of labels, or {@code prefix.*}; sorted, each once
 */
public record ServerAliasPolicy(List<String> names) implements Policy {

    /** Copies the names. */
    public ServerAliasPolicy {
        names = names.stream().distinct().sorted().toList();
    }
}
