package io.ingress4j.proxy.netty.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.StandardFeatures;
import io.ingress4j.matcher.cluster.Cluster;
import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.route.PolicySet;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteAction;
import io.ingress4j.matcher.route.RouteMatch;
import io.ingress4j.matcher.route.RoutingSnapshot;
import io.ingress4j.matcher.route.VirtualHost;
import io.ingress4j.model.ObjectKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whose requests are counted one by one, of tables made by hand. */
final class RequestMetersTest {
    private static final int PAIRS = 5;
    private static final int HISTOGRAMS = 2;

    /** A process of its own: it has a registry, and a table that it follows. */
    private static final class Replica {
        private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
        private final RequestMeters meters = new RequestMeters(registry, PAIRS, HISTOGRAMS);

        void follow(RoutingSnapshot table) {
            meters.follow(table);
        }

        void count(CompiledRoute route, int status) {
            meters.count(route, status, 1_000, 2_000);
        }

        Set<String> pairs(String name) {
            return registry.find(name).meters().stream()
                    .map(RequestMetersTest::pairOf)
                    .collect(Collectors.toSet());
        }

        double requests(String... tags) {
            return registry.find("ingress4j.requests").tags(tags).counters().stream()
                    .mapToDouble(Counter::count)
                    .sum();
        }
    }

    private static String pairOf(Meter meter) {
        return Stream.of("namespace", "ingress", "service")
                .map(label -> meter.getId().getTag(label))
                .collect(Collectors.joining(" "));
    }

    private static Route route(String namespace, String ingress, String service) {
        ObjectKey key = ingress.isEmpty() ? Route.NO_INGRESS : new ObjectKey(namespace, ingress);
        RouteAction action = service.isEmpty()
                ? new RouteAction.Respond(DirectResponse.BAD_REQUEST)
                : new RouteAction.Forward(new ClusterName(new ObjectKey(namespace, service), "80"));
        return new Route(
                key, new RouteMatch(RouteMatch.Kind.PREFIX, "/" + ingress + "/" + service), action, PolicySet.EMPTY);
    }

    private static RoutingSnapshot with(RoutingSnapshot table, String host, Route... routes) {
        return table.with(Map.of(
                host,
                routes.length == 0
                        ? Optional.empty()
                        : Optional.of(new VirtualHost(host, List.of(), List.of(routes), false, Optional.empty()))));
    }

    /** Returns a table with hosts {@code h0} to {@code h9}, each of an Ingress of its own. */
    private static RoutingSnapshot ten() {
        RoutingSnapshot table = RoutingSnapshot.empty();
        for (int i = 0; i < 10; i++) {
            table = with(table, "h" + i, route("shop", "web-" + i, "web"));
        }
        return table;
    }

    private static List<CompiledRoute> compiled(RoutingSnapshot table) {
        Set<String> names = table.hosts().stream().map(VirtualHost::host).collect(Collectors.toSet());
        Map<ClusterName, Cluster> clusters = new HashMap<>();
        return Router.empty()
                .with(table, names, StandardFeatures.all(), name -> clusters.computeIfAbsent(name, Cluster::new))
                .freshRoutes();
    }

    private static CompiledRoute compiled(Route route) {
        return compiled(with(RoutingSnapshot.empty(), "one", route)).get(0);
    }

    private static Set<String> webs(int... numbers) {
        return IntStream.of(numbers).mapToObj(i -> "shop web-" + i + " web").collect(Collectors.toSet());
    }

    private static Set<String> and(Set<String> pairs, String... more) {
        Set<String> all = new TreeSet<>(pairs);
        Collections.addAll(all, more);
        return all;
    }

    private static final String OTHER = "_other _other _other";
    private static final String NONE = "_none _none _none";

    @Test
    void twoReplicasWithOppositeTrafficNameTheSamePairs() {
        List<CompiledRoute> forwards = compiled(ten());
        List<CompiledRoute> backwards = new ArrayList<>(forwards);
        Collections.reverse(backwards);
        var one = new Replica();
        var two = new Replica();
        one.follow(ten());
        // The other one came to the same table by another way.
        RoutingSnapshot grown = with(ten(), "h0", route("shop", "zoo", "web"));
        two.follow(with(RoutingSnapshot.empty(), "h7", route("shop", "web-7", "web")));
        two.follow(grown);
        two.follow(with(grown, "h0", route("shop", "web-0", "web")));

        forwards.forEach(route -> one.count(route, 200));
        backwards.forEach(route -> two.count(route, 503));

        for (Replica each : List.of(one, two)) {
            assertThat(each.pairs("ingress4j.requests")).isEqualTo(and(webs(0, 1, 2, 3, 4), OTHER));
            assertThat(each.pairs("ingress4j.response.wait")).isEqualTo(and(webs(0, 1, 2, 3, 4), OTHER));
            assertThat(each.pairs("ingress4j.request.duration")).isEqualTo(and(webs(0, 1), OTHER));
            assertThat(each.requests()).isEqualTo(10);
            assertThat(each.requests("ingress", "_other")).isEqualTo(5);
        }
    }

    @Test
    void aPairThatComesBeforeTheOthersEndsTheSeriesOfTheLast() {
        var replica = new Replica();
        replica.follow(ten());
        List<CompiledRoute> routes = compiled(ten());
        routes.forEach(route -> replica.count(route, 200));

        RoutingSnapshot table = with(ten(), "early", route("shop", "api", "web"));
        replica.follow(table);

        assertThat(replica.pairs("ingress4j.requests")).isEqualTo(and(webs(0, 1, 2, 3), OTHER));
        assertThat(replica.pairs("ingress4j.response.wait")).isEqualTo(and(webs(0, 1, 2, 3), OTHER));
        assertThat(replica.pairs("ingress4j.request.duration")).isEqualTo(and(webs(0), OTHER));
        routes.forEach(route -> replica.count(route, 200));
        replica.count(compiled(route("shop", "api", "web")), 200);
        assertThat(replica.requests("ingress", "_other")).isEqualTo(5 + 6);
        assertThat(replica.requests("ingress", "web-0")).isEqualTo(2);
        assertThat(replica.pairs("ingress4j.requests")).isEqualTo(and(webs(0, 1, 2, 3), "shop api web", OTHER));
        assertThat(replica.pairs("ingress4j.request.duration")).isEqualTo(and(webs(0), "shop api web", OTHER));

        replica.follow(with(table, "early"));

        routes.forEach(route -> replica.count(route, 200));
        assertThat(replica.pairs("ingress4j.requests")).isEqualTo(and(webs(0, 1, 2, 3, 4), OTHER));
        assertThat(replica.pairs("ingress4j.request.duration")).isEqualTo(and(webs(0, 1), OTHER));
        assertThat(replica.requests("ingress", "web-4")).isEqualTo(1);
    }

    @Test
    void durationsAreOfThreeClassesAndCountsOfSix() {
        var replica = new Replica();
        replica.follow(ten());
        CompiledRoute route = compiled(route("shop", "web-0", "web"));
        for (int status : new int[] {0, 101, 200, 204, 302, 404, 500, 503}) {
            replica.count(route, status);
        }

        Map<String, Long> durations = new TreeMap<>();
        replica.registry
                .find("ingress4j.request.duration")
                .timers()
                .forEach(timer -> durations.put(timer.getId().getTag("status"), timer.count()));
        assertThat(durations).isEqualTo(Map.of("2xx", 2L, "5xx", 2L, "other", 4L));
        Map<String, Double> counts = new TreeMap<>();
        replica.registry
                .find("ingress4j.requests")
                .counters()
                .forEach(counter -> counts.put(counter.getId().getTag("status"), counter.count()));
        assertThat(counts).isEqualTo(Map.of("none", 1.0, "1xx", 1.0, "2xx", 2.0, "3xx", 1.0, "4xx", 1.0, "5xx", 2.0));
        assertThat(replica.registry.get("ingress4j.response.wait").timer().count())
                .isEqualTo(8);
    }

    @Test
    void whatNeverCameIsNotTimed() {
        var replica = new Replica();
        replica.follow(ten());

        replica.meters.count(compiled(route("shop", "web-0", "web")), 0, -1, -1);

        assertThat(replica.requests("ingress", "web-0", "status", "none")).isEqualTo(1);
        assertThat(replica.registry.find("ingress4j.request.duration").meters()).isEmpty();
        assertThat(replica.registry.find("ingress4j.response.wait").meters()).isEmpty();
    }

    @Test
    void anAnswerOfTheOperatorsIsCountedAsARequestThatNobodyTook() {
        Route operators = route("", "", "");
        RoutingSnapshot table = with(RoutingSnapshot.empty(), "", operators);
        var replica = new Replica();
        replica.follow(table);
        replica.count(compiled(operators), 200);
        replica.meters.count(null, 404, 1, 1);
        replica.follow(with(table, ""));

        assertThat(replica.pairs("ingress4j.requests")).containsExactly(NONE);
        assertThat(replica.requests()).isEqualTo(2);
    }

    @Test
    void whatIsMissingIsSaidAndAServiceOfAnotherNamespaceNamesIt() {
        Route answer = route("shop", "redirect", "");
        Route operators = route("", "", "fallback");
        var replica = new Replica();
        replica.follow(with(RoutingSnapshot.empty(), "h", answer, operators));
        replica.count(compiled(answer), 308);
        replica.count(compiled(operators), 200);

        assertThat(replica.pairs("ingress4j.requests"))
                .containsExactlyInAnyOrder("shop redirect _none", "_none _none fallback");
    }

    /** However it came there, a replica names what one does that has just begun with the table. */
    @Test
    void whatIsNamedDependsOnTheTableAlone() {
        var random = new Random(7);
        RoutingSnapshot table = RoutingSnapshot.empty();
        var old = new Replica();
        for (int round = 0; round < 300; round++) {
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                Route[] routes = random.ints(random.nextInt(3), 0, 12)
                        .distinct()
                        .mapToObj(i -> route("team-" + i % 3, "web-" + i / 2, "service-" + i % 2))
                        .toArray(Route[]::new);
                table = with(table, "h" + random.nextInt(8), routes);
            }
            List<CompiledRoute> routes = compiled(table);
            var young = new Replica();
            old.follow(table);
            young.follow(table);
            double before = old.requests("ingress", "_other");
            routes.forEach(route -> old.count(route, 200));
            routes.forEach(route -> young.count(route, 200));

            for (String name : List.of("ingress4j.requests", "ingress4j.response.wait", "ingress4j.request.duration")) {
                assertThat(and(old.pairs(name), OTHER)).as(name).isEqualTo(and(young.pairs(name), OTHER));
            }
            assertThat(young.requests()).isEqualTo(routes.size());
            assertThat(old.requests("ingress", "_other") - before).isEqualTo(young.requests("ingress", "_other"));
        }
    }

    @Test
    void noSeriesComesBackOfWhoseTimeIsOver() throws InterruptedException {
        var replica = new Replica();
        RoutingSnapshot table = ten();
        RoutingSnapshot earlier = IntStream.range(0, PAIRS)
                .boxed()
                .reduce(table, (all, i) -> with(all, "e" + i, route("shop", "api-" + i, "web")), (a, b) -> a);
        List<CompiledRoute> routes = compiled(table);
        var over = new CountDownLatch(1);
        Thread requests = new Thread(() -> {
            while (over.getCount() > 0) {
                routes.forEach(route -> replica.count(route, 200));
            }
        });
        requests.start();
        for (int i = 0; i < 2_000; i++) {
            replica.follow(table);
            replica.follow(earlier);
        }
        over.countDown();
        requests.join();

        assertThat(replica.pairs("ingress4j.requests")).containsExactly(OTHER);
        assertThat(replica.pairs("ingress4j.request.duration")).containsExactly(OTHER);
        assertThat(replica.pairs("ingress4j.response.wait")).containsExactly(OTHER);
    }
}
