package io.ingress4j.matcher.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.model.ObjectKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which Ingresses come and go, from table to table. */
final class ServedTest {
    private final Served<ObjectKey> served = new Served<>(ServedTest::ingressOf);

    private static Optional<ObjectKey> ingressOf(Route route) {
        return Optional.of(route.ingress()).filter(ingress -> !ingress.equals(Route.NO_INGRESS));
    }

    private static ObjectKey key(String name) {
        return name.isEmpty() ? Route.NO_INGRESS : new ObjectKey("shop", name);
    }

    /** Returns the table with a host that has one route of each of these Ingresses; none is gone. */
    private static RoutingSnapshot with(RoutingSnapshot table, String host, String... ingresses) {
        List<Route> routes = IntStream.range(0, ingresses.length)
                .mapToObj(i -> new Route(
                        key(ingresses[i]),
                        new RouteMatch(RouteMatch.Kind.EXACT, "/" + i),
                        new RouteAction.Forward(new ClusterName(new ObjectKey("shop", "web"), "80")),
                        PolicySet.EMPTY))
                .toList();
        return table.with(Map.of(
                host,
                routes.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new VirtualHost(host, List.of(), routes, false, Optional.empty()))));
    }

    private static Served.Change<ObjectKey> change(Set<String> came, Set<String> gone) {
        return new Served.Change<>(
                came.stream().map(ServedTest::key).collect(Collectors.toSet()),
                gone.stream().map(ServedTest::key).collect(Collectors.toSet()));
    }

    @Test
    void anIngressOfSeveralRoutesAndHostsComesOnceAndGoesWithTheLastOfThem() {
        RoutingSnapshot table = with(RoutingSnapshot.empty(), "a.test", "web", "web", "other");
        table = with(table, "b.test", "web");
        assertThat(served.follow(table)).isEqualTo(change(Set.of("web", "other"), Set.of()));

        table = with(table, "a.test", "web", "other", "later");
        assertThat(served.follow(table)).isEqualTo(change(Set.of("later"), Set.of()));

        table = with(table, "a.test", "other");
        assertThat(served.follow(table)).isEqualTo(change(Set.of(), Set.of("later")));

        table = with(table, "b.test");
        assertThat(served.follow(table)).isEqualTo(change(Set.of(), Set.of("web")));
    }

    @Test
    void anIngressThatMovesToAnotherHostNeitherComesNorGoes() {
        RoutingSnapshot table = with(RoutingSnapshot.empty(), "a.test", "web");
        served.follow(table);

        table = with(with(table, "a.test"), "b.test", "web");

        assertThat(served.follow(table).isEmpty()).isTrue();
    }

    @Test
    void whatARouteDoesNotNameDoesNotCount() {
        assertThat(served.follow(with(RoutingSnapshot.empty(), "a.test", "", "web")))
                .isEqualTo(change(Set.of("web"), Set.of()));
    }

    @Test
    void onlyHostsThatDifferAreLookedAt() {
        var looks = new AtomicInteger();
        var counted = new Served<ObjectKey>(route -> {
            looks.incrementAndGet();
            return ingressOf(route);
        });
        RoutingSnapshot table = RoutingSnapshot.empty();
        for (int i = 0; i < 1_000; i++) {
            table = with(table, "h" + i + ".test", "web-" + i);
        }
        counted.follow(table);
        looks.set(0);

        counted.follow(table);
        assertThat(looks).hasValue(0);

        counted.follow(with(table, "h7.test", "another"));
        assertThat(looks).hasValue(2);
    }

    @Test
    void whatCameAndWentAddsUpToWhatIsServed() {
        var random = new Random(42);
        RoutingSnapshot table = RoutingSnapshot.empty();
        Map<String, Set<String>> present = new HashMap<>();
        Set<ObjectKey> told = new HashSet<>();
        for (int round = 0; round < 2_000; round++) {
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                String host = "h" + random.nextInt(6) + ".test";
                String[] ingresses = random.ints(random.nextInt(4), 0, 8)
                        .mapToObj(i -> "web-" + i)
                        .toArray(String[]::new);
                table = with(table, host, ingresses);
                present.put(host, Set.of(Arrays.stream(ingresses).distinct().toArray(String[]::new)));
            }

            Served.Change<ObjectKey> change = served.follow(table);

            change.came().forEach(one -> assertThat(told.add(one)).isTrue());
            change.gone().forEach(one -> assertThat(told.remove(one)).isTrue());
            assertThat(told)
                    .isEqualTo(present.values().stream()
                            .flatMap(Set::stream)
                            .map(ServedTest::key)
                            .collect(Collectors.toSet()));
        }
    }
}
