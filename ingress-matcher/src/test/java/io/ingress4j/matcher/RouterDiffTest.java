package io.ingress4j.matcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteMatch;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RouterDiffTest {
    private static final String ALIAS = "nginx.ingress.kubernetes.io/server-alias";
    private static final String REGEX = "nginx.ingress.kubernetes.io/use-regex";

    private static Router table(Ingress... ingresses) {
        return RandomTables.compile(List.of(ingresses));
    }

    private static Ingress ingress(String name, String host, String path, String service) {
        return ingress(name, host, path, PathType.PREFIX, service).build();
    }

    private static Ingress.Builder ingress(String name, String host, String path, PathType type, String service) {
        return Ingress.builder("shop", name).path(host, path, type, service, 80);
    }

    private static String moves(Router before, Router after) {
        return String.join(
                "\n",
                RouterDiff.of(before, after).moves().stream()
                        .map(RouterDiff.Move::toString)
                        .toList());
    }

    @Test
    void equalTablesMoveNothing() {
        Router table = table(ingress("web", "shop.example.com", "/", "web"));

        RouterDiff diff = RouterDiff.of(table, table(ingress("web", "shop.example.com", "/", "web")));

        assertThat(diff).isEqualTo(new RouterDiff(List.of(), List.of()));
    }

    @Test
    void aNewPrefixTakesRequestsFromTheShorterOne() {
        Ingress web = ingress("web", "shop.example.com", "/", "web");

        assertThat(moves(table(web), table(web, ingress("cart", "shop.example.com", "/cart", "cart"))))
                .isEqualTo("""
                        shop.example.com /cart /cart/ /cart/any
                          - prefix / -> shop/web:80 [shop/web]
                          + prefix /cart -> shop/cart:80 [shop/cart]""");
    }

    @Test
    void anExactPathTakesJustThatOne() {
        Ingress web = ingress("web", "shop.example.com", "/", "web");
        Ingress health = ingress("web", "shop.example.com", "/", PathType.PREFIX, "web")
                .path("shop.example.com", "/health", PathType.EXACT, "health", 80)
                .build();

        assertThat(moves(table(web), table(health))).isEqualTo("""
                        shop.example.com /health
                          - prefix / -> shop/web:80 [shop/web]
                          + exact /health -> shop/health:80 [shop/web]""");
    }

    @Test
    void aHostThatComesTakesItsNameFromTheWildcard() {
        Ingress wildcard = ingress("any", "*.example.com", "/", "any");

        assertThat(moves(table(wildcard), table(wildcard, ingress("shop", "shop.example.com", "/cart", "cart"))))
                .isEqualTo("""
                        shop.example.com / /any
                          - prefix / -> shop/any:80 [shop/any]
                          + prefix / -> answer 404 [shop/shop]
                        shop.example.com /cart /cart/ /cart/any
                          - prefix / -> shop/any:80 [shop/any]
                          + prefix /cart -> shop/cart:80 [shop/shop]""");
    }

    @Test
    void aHostThatGoesLeavesItsRequestsToNobody() {
        assertThat(moves(table(ingress("web", "shop.example.com", "/", "web")), Router.empty()))
                .isEqualTo("""
                        shop.example.com / /any
                          - prefix / -> shop/web:80 [shop/web]
                          + nobody: 404""");
    }

    @Test
    void aWildcardIsAskedByANameThatNoHostHas() {
        Ingress one = ingress("one", "any.example.com", "/", "one");

        assertThat(moves(table(one), table(one, ingress("all", "*.example.com", "/", "all"))))
                .isEqualTo("""
                        any2.example.com / /any
                          - nobody: 404
                          + prefix / -> shop/all:80 [shop/all]""");
    }

    @Test
    void anAliasTakesNamesFromAWildcardThatDidNotChange() {
        Ingress wildcard = ingress("any", "*.example.com", "/", "any");
        Ingress shop = ingress("shop", "shop.example.org", "/", "shop");
        Ingress named = ingress("shop", "shop.example.org", "/", PathType.PREFIX, "shop")
                .annotation(ALIAS, "www.*")
                .build();

        assertThat(moves(table(wildcard, shop), table(wildcard, named))).isEqualTo("""
                        www.any / /any
                          - nobody: 404
                          + prefix / -> shop/shop:80 [shop/shop]
                        www.example.com / /any
                          - prefix / -> shop/any:80 [shop/any]
                          + prefix / -> shop/shop:80 [shop/shop]""");
    }

    @Test
    void anAliasTakesNamesFromAnotherAliasThatDidNotChange() {
        Ingress other = ingress("other", "other.example.org", "/", PathType.PREFIX, "other")
                .annotation(ALIAS, "www.*")
                .build();
        Ingress shop = ingress("shop", "shop.example.org", "/", "shop");
        Ingress named = ingress("shop", "shop.example.org", "/", PathType.PREFIX, "shop")
                .annotation(ALIAS, "*.example.com")
                .build();
        String move = """
                        / /any
                          - prefix / -> shop/other:80 [shop/other]
                          + prefix / -> shop/shop:80 [shop/shop]""";

        assertThat(moves(table(other, shop), table(other, named))).contains("www.example.com " + move);
        Ingress exact = ingress("exact", "www.example.com", "/", "exact");
        assertThat(moves(table(exact, other, shop), table(exact, other, named)))
                .contains("www.any.example.com " + move)
                .doesNotContain("www.example.com");
    }

    @Test
    void aHostWhoseRulesBecomeExpressionsTakesLongerElementsAndOtherCases() {
        Ingress web = ingress("web", "shop.example.com", "/", "web");
        Ingress foo = ingress("foo", "shop.example.com", "/foo", "foo");
        Ingress expressions = ingress("foo", "shop.example.com", "/foo", PathType.PREFIX, "foo")
                .annotation(REGEX, "true")
                .build();

        assertThat(moves(table(web, foo), table(web, expressions))).contains("/FOO /FOO/ /FOO/any /FOOany /fooany\n");
    }

    @Test
    void anExpressionTakesPathsInTheSpellingOfTheRuleAboveThem() {
        Ingress web = ingress("web", "shop.example.com", "/Foo", "web");
        Ingress expressions = ingress("foo", "shop.example.com", "/foo/bar", PathType.PREFIX, "foo")
                .annotation(REGEX, "true")
                .build();

        assertThat(moves(table(web), table(web, expressions))).contains("/Foo/bar");
    }

    @Test
    void aPathIsAskedInTheFormThatARequestWritesItIn() {
        assertThat(moves(Router.empty(), table(ingress("web", "shop.example.com", "/caf\u00e9 au lait", "web"))))
                .contains("shop.example.com /caf%c3%a9%20au%20lait /caf%c3%a9%20au%20lait/ /caf%c3%a9%20au%20lait/any");
    }

    @Test
    void anExpressionOfWhichNoRequestIsKnownIsSaidToBeNew() {
        Ingress web = ingress("web", "shop.example.com", "/", PathType.PREFIX, "web")
                .annotation(REGEX, "true")
                .build();
        Ingress more = ingress("web", "shop.example.com", "/", PathType.PREFIX, "web")
                .annotation(REGEX, "true")
                .path("shop.example.com", "/item/[0-9]+", PathType.IMPLEMENTATION_SPECIFIC, "item", 80)
                .build();

        RouterDiff diff = RouterDiff.of(table(web), table(more));

        assertThat(diff.moves()).isEmpty();
        assertThat(diff.untold())
                .extracting(RouterDiff.Expression::toString)
                .containsExactly("+ shop.example.com regex /item/[0-9]+ -> shop/item:80 [shop/web]");
    }

    @ParameterizedTest
    @CsvSource({"false, 3000, 50000", "true, 1000, 10000"})
    void everyRequestThatChangesOwnerIsOneOfAMoveThatIsListed(boolean regex, int runs, int enough) {
        var random = new RandomTables(20_261_125);
        int moved = 0;
        for (int run = 0; run < runs; run++) {
            Router before = RandomTables.compile(random.ingresses(regex));
            Router after = RandomTables.compile(random.ingresses(regex));
            RouterDiff diff = RouterDiff.of(before, after);
            for (int i = 0; i < 50; i++) {
                String authority = random.authority();
                String target = random.target();
                var had = RouterDiff.Owner.of(before.match(authority, target));
                var gets = RouterDiff.Owner.of(after.match(authority, target));
                if (!had.isSame(gets)
                        && !target.toLowerCase(Locale.ROOT).contains("%2f")
                        && isTold(before, authority)
                        && isTold(after, authority)) {
                    moved++;
                    Optional<RouterDiff.Move> listed = diff.moves().stream()
                            .filter(move ->
                                    move.before().equals(had) && move.after().equals(gets))
                            .findFirst();
                    assertThat(listed)
                            .as("%s%s from%n%sto%n%s", authority, target, before.snapshot(), after.snapshot())
                            .isPresent();
                }
            }
        }
        assertThat(moved).isGreaterThan(enough);
    }

    /** What an expression takes, and what it leaves, can be told only where it is literal from end to end. */
    private static boolean isTold(Router router, String authority) {
        CompiledHost host = router.hostOf(authority);
        return host == null
                || host.host().routes().stream()
                        .map(Route::match)
                        .filter(match -> match.kind() == RouteMatch.Kind.REGEX)
                        .map(RouteMatch::path)
                        .allMatch(text -> CompiledHost.literalPrefix(text).equals(text));
    }
}
