package io.ingress4j.matcher.feature.serveralias;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.Locations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@link ServerAliasPolicy}. Regular expressions are not supported. */
public final class ServerAliasFeature implements Feature<ServerAliasPolicy> {
    static final AnnotationKey ALIAS =
            new AnnotationKey("server-alias", "Further names of the hosts, by comma: exact, `*.suffix` or `prefix.*`.");

    /** Makes the feature. */
    public ServerAliasFeature() {}

    @Override
    public List<AnnotationKey> annotations() {
        return List.of(ALIAS);
    }

    @Override
    public Class<ServerAliasPolicy> policyType() {
        return ServerAliasPolicy.class;
    }

    @Override
    public Optional<ServerAliasPolicy> parse(AnnotationReader in) {
        List<String> names = new ArrayList<>();
        for (String part : in.raw(ALIAS).orElse("").split(",", -1)) {
            String name = part.strip().toLowerCase(Locale.ROOT);
            if (name.isEmpty()) {
                continue;
            }
            if (!isName(name)) {
                in.refuseIngress(ALIAS, "host names, *.suffix or prefix.* by comma; no regular expressions");
                return Optional.empty();
            }
            names.add(name);
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(new ServerAliasPolicy(names));
    }

    /** A dot at the end would be a second way to write a name that may be another's. */
    private static boolean isName(String name) {
        String rest = name.startsWith("*.") ? name.substring(2) : name;
        rest = rest.endsWith(".*") && rest.length() == name.length() ? rest.substring(0, rest.length() - 2) : rest;
        return !rest.isEmpty() && !rest.startsWith(".") && !rest.endsWith(".") && Locations.consistsOf(rest, "-._");
    }
}
