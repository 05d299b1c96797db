package io.ingress4j.matcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.matcher.translate.Translator;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.PathType;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections 1 and 2 of the Ingress semantics, from objects to matches. */
final class RouterTest {

    private static Router router(Ingress... ingresses) {
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

    private static String serviceOf(Router router, String authority, String target) {
        CompiledRoute route = router.match(authority, target).route();
        return route == null || route.cluster() == null
                ? Integer.toString(
                        route == null
                                ? router.match(authority, target).response().status()
                                : 404)
                : route.cluster().name().service().name();
    }

    private static final Router HOSTS = router(Ingress.builder("shop", "hosts")
            .path("foo.com", "/", PathType.PREFIX, "exact", 80)
            .path("*.foo.com", "/", PathType.PREFIX, "wildcard", 80)
            .path("", "/any", PathType.PREFIX, "hostless", 80)
            .build());

    @ParameterizedTest
    @CsvSource({
        "foo.com, /, exact",
        "FOO.com, /, exact",
        "foo.com:8080, /, exact",
        "foo.com., /, exact",
        "bar.foo.com, /, wildcard",
        "BAR.foo.com:443, /, wildcard",
        "baz.bar.foo.com, /, 404",
        ".foo.com, /, 404",
        "other.com, /any/x, hostless",
        "other.com, /, 404",
        "[::1]:8080, /any, hostless",
        "[abc].foo.com, /any, hostless",
        "10.0.0.1, /any, hostless",
        "'', /any, hostless",
    })
    void section1HostsAreComparedByLabelWithoutCaseAndPort(String authority, String target, String service) {
        assertThat(serviceOf(HOSTS, authority, target)).isEqualTo(service);
    }

    @ParameterizedTest
    @CsvSource({"/a?b, root", "/a, root", "/a%3Fb, asked", "/a%3Fb/c, root", "/x?y, root"})
    void aPathWithAQuestionMarkTakesNoQuery(String target, String service) {
        Router router = router(Ingress.builder("shop", "asked")
                .path("foo.com", "/", PathType.PREFIX, "root", 80)
                .path("foo.com", "/a?b", PathType.EXACT, "asked", 80)
                .build());

        assertThat(serviceOf(router, "foo.com", target)).isEqualTo(service);
    }

    @ParameterizedTest
    @ValueSource(strings = {"victim.com", "victim.com.", "VICTIM.com.", "victim.com.:80"})
    void anAliasWithADotAtItsEndTakesNoHostFromItsOwner(String authority) {
        Router router = router(
                Ingress.builder("shop", "victim")
                        .path("victim.com", "/", PathType.PREFIX, "victim", 80)
                        .build(),
                Ingress.builder("shop", "attacker")
                        .annotation("nginx.ingress.kubernetes.io/server-alias", "victim.com.")
                        .path("attacker.com", "/", PathType.PREFIX, "attacker", 80)
                        .build());

        assertThat(serviceOf(router, authority, "/")).isEqualTo("victim");
    }

    @ParameterizedTest
    @CsvSource({"a.foo.com, true", "A.foo.com.:80, true", "b.a.foo.com, false", "foo.com., false"})
    void section5AHostBelowAWildcardWithACertificateHasTls(String authority, boolean tls) {
        Router router = router(
                Ingress.builder("shop", "plain")
                        .path("a.foo.com", "/", PathType.PREFIX, "exact", 80)
                        .path("foo.com", "/", PathType.PREFIX, "exact", 80)
                        .build(),
                Ingress.builder("shop", "tls")
                        .path("*.foo.com", "/", PathType.PREFIX, "wildcard", 80)
                        .tls(List.of("*.foo.com"), "")
                        .build());

        assertThat(router.hasTls(authority)).isEqualTo(tls);
    }

    @Test
    void anEqualRouteGetsTheClusterThatReplacedItsOwn() {
        Ingress ingress = Ingress.builder("shop", "a")
                .path("a.com", "/", PathType.PREFIX, "cart", 80)
                .build();
        var translator = new Translator(TranslationSettings.builder().build(), StandardFeatures.all(), Set.of());
        Resources resources = Resources.empty().with(ingress);
        Translator.Result first = translator.translate(resources, Set.of(ingress.id()));
        Router before = Router.empty()
                .with(first.snapshot(), first.changedHosts(), StandardFeatures.all(), translator::cluster);
        translator.translate(Resources.empty(), Set.of(ingress.id()));
        Translator.Result again = translator.translate(resources, Set.of(ingress.id()));

        Router after = before.with(again.snapshot(), again.changedHosts(), StandardFeatures.all(), translator::cluster);

        CompiledRoute route = after.match("a.com", "/").route();
        assertThat(route).isNotNull();
        assertThat(route.cluster()).isSameAs(translator.cluster(new ClusterName(new ObjectKey("shop", "cart"), "80")));
        assertThat(after.freshRoutes()).containsExactly(route);
        assertThat(after.goneRoutes())
                .containsExactly(before.match("a.com", "/").route());
    }

    @Test
    void section11AnExactHostWithoutThePathDoesNotFallBackToAWildcard() {
        Router router = router(Ingress.builder("shop", "hosts")
                .path("a.foo.com", "/only", PathType.PREFIX, "exact", 80)
                .path("*.foo.com", "/", PathType.PREFIX, "wildcard", 80)
                .build());

        assertThat(serviceOf(router, "a.foo.com", "/other")).isEqualTo("404");
    }

    private static final Router PATHS = router(Ingress.builder("shop", "paths")
            .path("h", "/public", PathType.PREFIX, "public", 80)
            .path("h", "/admin", PathType.PREFIX, "admin", 80)
            .path("h", "/exact", PathType.EXACT, "exact", 80)
            .path("h", "/impl", PathType.IMPLEMENTATION_SPECIFIC, "impl", 80)
            .build());

    @ParameterizedTest
    @CsvSource({
        "/public?x=/admin, public",
        "/%70ublic, public",
        "/public/%6F, public",
        "/public/../admin, admin",
        "/public/%2e%2E/admin, admin",
        "/public/./x, public",
        "//public, public",
        "/public//x, public",
        "/public;v=1, 404",
        "/public/a;b, public",
        "/public/a%2Fb, public",
        "/public%2Fb, 400",
        "/public/..%2Fadmin, 400",
        "/public//../admin, 400",
        "/../admin, 400",
        "/public\\x, 400",
        "/public/%5Cx, 400",
        "/public/%5cx, 400",
        "/public/%00, 400",
        "/public/%zz, 400",
        "/public/%2, 400",
        "/public/%C0%AF, 400",
        "/exact, exact",
        "/exact/, 404",
        "/impl/below, impl",
    })
    void aPathHasOneReadingOrIsRefused(String target, String service) {
        assertThat(serviceOf(PATHS, "h", target)).isEqualTo(service);
    }

    @Test
    void section8TheOldestOfTwoIngressesHasThePath() {
        Router router = router(
                Ingress.builder("a", "young")
                        .created(java.time.Instant.parse("2026-02-01T00:00:00Z"))
                        .path("h", "/", PathType.PREFIX, "young", 80)
                        .build(),
                Ingress.builder("b", "old")
                        .created(java.time.Instant.parse("2026-01-01T00:00:00Z"))
                        .path("h", "/", PathType.PREFIX, "old", 80)
                        .build());

        assertThat(serviceOf(router, "h", "/")).isEqualTo("old");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"auth-url", "auth-type", "whitelist-source-range", "configuration-snippet", "auth-tls-secret"})
    void aProtectionThatNobodyAppliesClosesItsRoutes(String annotation) {
        Router router = router(Ingress.builder("shop", "closed")
                .annotation("nginx.ingress.kubernetes.io/" + annotation, "something")
                .path("h", "/", PathType.PREFIX, "s", 80)
                .build());

        CompiledRoute route = router.match("h", "/").route();
        assertThat(route).isNotNull();
        assertThat(route.cluster()).isNull();
        assertThat(route.route().toString()).contains("answer 503");
    }

    @ParameterizedTest
    @CsvSource({
        "/something, rewriting",
        "/SOMETHING/more, rewriting",
        "/plain, plain",
        "/plainly, plain",
        "/other, 404",
    })
    void section46OneRewriteMakesAllPathsOfTheHostExpressions(String target, String service) {
        Router router = router(
                Ingress.builder("shop", "rewriting")
                        .annotation("nginx.ingress.kubernetes.io/rewrite-target", "/$1")
                        .path("h", "/something(/|$)(.*)", PathType.IMPLEMENTATION_SPECIFIC, "rewriting", 80)
                        .build(),
                Ingress.builder("shop", "plain")
                        .path("h", "/plain", PathType.EXACT, "plain", 80)
                        .build());

        assertThat(serviceOf(router, "h", target)).isEqualTo(service);
    }

    @Test
    void matchingAnExactPrefixOrWildcardRuleAllocatesNothing() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getThreadAllocatedBytes(id);
            for (int i = 0; i < 10_000; i++) {
                HOSTS.match("foo.com", "/a/b?c");
                HOSTS.match("bar.foo.com:443", "/a");
                PATHS.match("h", "/exact");
                PATHS.match("h", "/public/a/b");
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
        }

        assertThat(least).as("bytes for 40,000 matches").isLessThan(10_000);
    }
}
