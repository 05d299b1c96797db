package io.ingress4j.matcher.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.StandardFeatures;
import io.ingress4j.matcher.route.RoutingSnapshot;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import io.ingress4j.model.Resource;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Ingresses as large as an API server takes them, which one tenant may write. Work or memory for each pair of their parts
 * would keep these tests busy for minutes, or end them.
 */
final class ManyHostsTest {
    private static final String ALIAS = "nginx.ingress.kubernetes.io/server-alias";
    private static final int MANY = 12_000;

    private final Translator translator =
            new Translator(TranslationSettings.builder().build(), StandardFeatures.all(), Set.of());
    private Resources resources = Resources.empty();

    private RoutingSnapshot put(Resource... changed) {
        Set<ResourceId> ids = new HashSet<>();
        for (Resource resource : changed) {
            resources = resources.with(resource);
            ids.add(resource.id());
        }
        return translator.translate(resources, ids).snapshot();
    }

    private List<Diagnostic> remarks(String code) {
        return translator.remarks().all().stream()
                .filter(remark -> remark.code().equals(code))
                .toList();
    }

    /** An Ingress with rules for {@code h0.com} and as many hosts more. */
    private static Ingress.Builder many(String name, int created) {
        Ingress.Builder builder = Ingress.builder("shop", name).created(Instant.ofEpochSecond(created));
        for (int i = 0; i < MANY; i++) {
            builder.path("h" + i + ".com", "/", PathType.PREFIX, "s", 80);
        }
        return builder;
    }

    private static String aliases(String suffix) {
        return IntStream.range(0, MANY).mapToObj(i -> "a" + i + suffix).collect(Collectors.joining(","));
    }

    @Test
    void eachHostIsTranslatedOnce() {
        RoutingSnapshot snapshot = put(many("many", 1).build());

        assertThat(snapshot.size()).isEqualTo(MANY);
        assertThat(translator.hostsTranslated()).isEqualTo(MANY);
    }

    @Test
    void hostsThatNoEntryNamesFindWhatFitsAmongAsManySecrets() {
        Ingress.Builder builder = many("many", 1);
        for (int i = 0; i < MANY; i++) {
            builder.tls(List.of("t" + i + ".com"), "secret" + i);
        }
        RoutingSnapshot missing = put(builder.build());
        assertThat(missing.host("h0.com").orElseThrow().tls()).isTrue();
        assertThat(missing.host("h0.com").orElseThrow().certificate()).isEmpty();
        assertThat(remarks("no-certificate")).hasSize(MANY);
        assertThat(remarks("tls-without-rule")).hasSize(MANY);

        RoutingSnapshot found = put(TestCertificates.one("secret77"));

        assertThat(found.host("h0.com").orElseThrow().certificate()).isPresent();
        assertThat(found.host("h1.com").orElseThrow().certificate()).isEmpty();
        assertThat(remarks("no-certificate")).hasSize(MANY - 1);
        assertThat(translator.secretsRead()).isEqualTo(1);
    }

    @Test
    void entriesOfAYoungerIngressLoseHostByHost() {
        Ingress.Builder old = many("old", 1);
        Ingress.Builder young = many("young", 2);
        for (int i = 0; i < MANY; i++) {
            old.tls(List.of("h" + i + ".com"), "old" + i);
            young.tls(List.of("h" + i + ".com", "h" + i + ".com"), "young" + i);
        }

        put(old.build(), young.build());

        assertThat(remarks("duplicate-certificate")).hasSize(MANY);
        assertThat(remarks("missing-secret"))
                .hasSize(MANY)
                .extracting(Diagnostic::value)
                .contains("old0")
                .doesNotContain("young0");
    }

    @Test
    void theFirstOfManyHostsHasAllAliasesAndTheOthersSayOnceThatTheyHaveNone() {
        RoutingSnapshot snapshot =
                put(many("many", 1).annotation(ALIAS, aliases(".net")).build());

        assertThat(snapshot.host("h0.com").orElseThrow().aliases()).hasSize(MANY);
        assertThat(snapshot.host("h1.com").orElseThrow().aliases()).isEmpty();
        assertThat(remarks("duplicate-alias"))
                .hasSize(MANY - 1)
                .extracting(Diagnostic::value)
                .containsOnly("a0.net and " + (MANY - 1) + " more");
    }

    @Test
    void hostsThatAreTheirOwnAliasesAreNone() {
        String own = IntStream.range(0, MANY).mapToObj(i -> "h" + i + ".com").collect(Collectors.joining(","));

        RoutingSnapshot snapshot = put(many("many", 1).annotation(ALIAS, own).build());

        assertThat(snapshot.host("h0.com").orElseThrow().aliases()).isEmpty();
        assertThat(remarks("duplicate-alias")).hasSize(2 * MANY - 1); // each alias of the first, and each other host
    }

    @Test
    void anOlderIngressDecidesAboutTheAliasesOfManyHosts() {
        put(
                many("old", 1).annotation(ALIAS, aliases(".net")).build(),
                many("young", 2).annotation(ALIAS, aliases(".org")).build());

        assertThat(remarks("duplicate-alias"))
                .filteredOn(remark -> remark.object().endsWith("shop/young"))
                .hasSize(MANY)
                .first()
                .satisfies(remark -> assertThat(remark.toString()).contains("shop/old is older and decides"));
    }
}
