package io.ingress4j.matcher;

import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.matcher.translate.Translator;
import io.ingress4j.model.HttpPath;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressBackend;
import io.ingress4j.model.PathType;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import io.ingress4j.model.ServicePortRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/** Random Ingresses and requests. The alphabets are small, so that rules and requests meet often. */
final class RandomTables {
    private final Random random;

    RandomTables(long seed) {
        this.random = new Random(seed);
    }

    static Router compile(List<Ingress> ingresses) {
        Resources resources = Resources.empty();
        Set<ResourceId> changed = new HashSet<>();
        for (Ingress ingress : ingresses) {
            resources = resources.with(ingress);
            changed.add(ingress.id());
        }
        var translator = new Translator(TranslationSettings.builder().build(), StandardFeatures.all(), Set.of());
        Translator.Result result = translator.translate(resources, changed);
        return Router.empty()
                .with(result.snapshot(), result.changedHosts(), StandardFeatures.all(), translator::cluster);
    }

    List<Ingress> ingresses(boolean regex) {
        List<Ingress> ingresses = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            Ingress.Builder builder =
                    Ingress.builder("shop", "i" + i).created(Instant.ofEpochSecond(random.nextInt(3)));
            boolean expressions = regex && random.nextBoolean();
            if (expressions) {
                builder.annotation("nginx.ingress.kubernetes.io/use-regex", "true");
            }
            if (random.nextInt(4) == 0) {
                builder.defaultBackend(backend("default"));
            }
            for (int p = random.nextInt(7); p > 0; p--) {
                builder.path(ruleHost(), path(expressions));
            }
            ingresses.add(builder.build());
        }
        return ingresses;
    }

    private HttpPath path(boolean expression) {
        PathType type = PathType.values()[random.nextInt(3)];
        if (type == PathType.IMPLEMENTATION_SPECIFIC && random.nextInt(5) == 0) {
            return new HttpPath("", type, backend("s"));
        }
        var text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append('/')
                    .append(
                            random.nextInt(30) == 0
                                    ? "a?b"
                                    : oneOf(
                                            "a",
                                            "b",
                                            "ab",
                                            "A",
                                            "a.b",
                                            expression ? "[ab]+" : "c",
                                            expression ? "b*" : "d"));
        }
        return new HttpPath(
                text + (text.isEmpty() || random.nextInt(3) == 0 ? "/" : ""), type, backend("s" + random.nextInt(3)));
    }

    private static IngressBackend backend(String service) {
        return new IngressBackend.ServiceBackend(service, ServicePortRef.numbered(80));
    }

    private String ruleHost() {
        return switch (random.nextInt(6)) {
            case 0 -> "";
            case 1, 2 -> "*." + name(1 + random.nextInt(2));
            default -> name(1 + random.nextInt(3));
        };
    }

    private String name(int labels) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < labels; i++) {
            parts.add(oneOf("a", "b"));
        }
        return String.join(".", parts);
    }

    String authority() {
        String name = random.nextInt(20) == 0
                ? oneOf("", ".", ".a", "a..b", "[::1]", "[a].a", "10.0.0.1", "*.a", "a-b.a")
                : name(1 + random.nextInt(4));
        return (random.nextInt(3) == 0 ? name.toUpperCase(Locale.ROOT) : name)
                + oneOf("", "", ".")
                + oneOf("", "", ":80", ":8443");
    }

    String target() {
        var text = new StringBuilder();
        boolean odd = random.nextInt(3) == 0;
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append('/')
                    .append(
                            odd
                                    ? oneOf(
                                            "a", "b", "%61", "%41b", ".", "..", "", "a%2Fb", "%2fa", "a%2F", "%2e%2E",
                                            "a;b", "a%3Fb")
                                    : oneOf("a", "b", "ab", "A", "a.b", "c", "aa"));
        }
        return text
                + (text.isEmpty() || random.nextInt(3) == 0 ? "/" : "")
                + oneOf("", "", "?", "?/b", "?b", "?a=%2F..");
    }

    String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
