package io.ingress4j.matcher;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the router to its slow twin. The alphabets are small, so that rules and requests meet often. */
final class RouterPropertyTest {
    private static final int TABLES = 11_000;
    private static final int REQUESTS = 100;

    private final Random random = new Random(20_261_124);

    @Test
    void theRouterAnswersAsItsLinearTwinOnOverAMillionRulesAndRequests() {
        Map<String, Integer> seen = new HashMap<>();
        for (int table = 0; table < TABLES; table++) {
            List<Ingress> ingresses = ingresses(table % 5 == 0);
            Router router = compile(ingresses);
            var twin = new LinearRouter(ingresses);
            for (int i = 0; i < REQUESTS; i++) {
                String authority = authority();
                String target = target();
                String expected = twin.answer(authority, target);
                String actual = answer(router.match(authority, target));
                if (!actual.equals(expected)) {
                    assertThat(actual)
                            .as("%s%s in table %d:%n%s", authority, target, table, router.snapshot())
                            .isEqualTo(expected);
                }
                seen.merge(kindOf(actual), 1, Integer::sum);
            }
        }

        assertThat(seen.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThanOrEqualTo(1_000_000);
        assertThat(seen).containsOnlyKeys("400", "404", "exact", "prefix", "regex");
        assertThat(seen.values()).as("of each kind in %s", seen).allMatch(count -> count > 5_000);
    }

    private static String kindOf(String answer) {
        return answer.contains(" ") ? answer.split(" ")[1] : answer;
    }

    private static String answer(Match match) {
        CompiledRoute route = match.route();
        return route == null
                ? Integer.toString(match.response().status())
                : route.route().ingress() + " " + route.route().match();
    }

    private static Router compile(List<Ingress> ingresses) {
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

    private List<Ingress> ingresses(boolean regex) {
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
                    .append(oneOf("a", "b", "ab", "A", "a.b", expression ? "[ab]+" : "c", expression ? "b*" : "d"));
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

    private String authority() {
        String name = random.nextInt(20) == 0
                ? oneOf("", ".", ".a", "a..b", "[::1]", "10.0.0.1", "*.a", "a-b.a")
                : name(1 + random.nextInt(4));
        return (random.nextInt(3) == 0 ? name.toUpperCase(Locale.ROOT) : name)
                + oneOf("", "", ".")
                + oneOf("", "", ":80", ":8443");
    }

    private String target() {
        var text = new StringBuilder();
        boolean odd = random.nextInt(3) == 0;
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append('/')
                    .append(
                            odd
                                    ? oneOf(
                                            "a", "b", "%61", "%41b", ".", "..", "", "a%2Fb", "%2fa", "a%2F", "%2e%2E",
                                            "a;b")
                                    : oneOf("a", "b", "ab", "A", "a.b", "c", "aa"));
        }
        return text + (text.isEmpty() || random.nextInt(3) == 0 ? "/" : "") + oneOf("", "", "?", "?/b", "?a=%2F..");
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
