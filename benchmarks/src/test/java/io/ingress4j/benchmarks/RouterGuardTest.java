package io.ingress4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.benchmarks.table.Finder;
import io.ingress4j.benchmarks.table.Meter;
import io.ingress4j.benchmarks.table.Request;
import io.ingress4j.benchmarks.table.Road;
import io.ingress4j.benchmarks.table.Rule;
import io.ingress4j.benchmarks.table.Shapes;
import io.ingress4j.benchmarks.table.Table;
import io.ingress4j.matcher.Router;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Notices when the router becomes slower or a change becomes dearer. Times are compared within one run only: the match
 * against a hash map's lookup of the same host, in turns and by processor time. The recorded ratio stands in
 * {@code ratios.properties}; who makes the match faster records a lower one.
 */
final class RouterGuardTest {
    private static final int TRIES = 4;
    private static final int WARM_UPS = 20;
    private static final int ROUNDS = 21;
    private static final int CALLS = 20_000;

    @Test
    void aMatchTakesNoMoreThanHalfAgainItsRecordedMultipleOfAHashLookup() {
        Table table = Table.of(Shapes.own(), 1000);
        Map<String, Rule> hosts = new HashMap<>();
        table.rules().forEach(rule -> hosts.put(rule.host(), rule));
        Finder router = Finder.Kind.INGRESS4J.of(table);
        Request[] requests = table.requests(Table.Traffic.HOT);
        double most = Ratios.most("match");

        // A neighbour may spoil one try, a slower router spoils each.
        double ratio = Double.MAX_VALUE;
        for (int i = 0; i < TRIES && ratio > most; i++) {
            Meter[] costs = Meter.inTurns(
                    WARM_UPS,
                    ROUNDS,
                    new int[] {CALLS, CALLS},
                    Meter.finding(router, requests),
                    calls -> lookUp(hosts, requests, calls));
            ratio = Math.min(ratio, costs[0].nanos() / costs[1].nanos());
        }

        assertThat(ratio)
                .as("match over hash lookup, recorded %s", Ratios.recorded("match"))
                .isLessThanOrEqualTo(most);
    }

    private static int lookUp(Map<String, Rule> hosts, Request[] requests, int calls) {
        int found = 0;
        for (int i = 0; i < calls; i++) {
            if (hosts.get(requests[i & (requests.length - 1)].host()) != null) {
                found++;
            }
        }
        return found;
    }

    @Test
    void aChangedIngressAmongManyTranslatesItsHostAloneAndLeavesLittleGarbage() {
        int ingresses = 20_000;
        Road road = Road.of(ingresses, Road.objects(ingresses));
        long translated = road.hostsTranslated();

        Router next = road.changeIngress();

        assertThat(next.freshRoutes()).hasSize(1);
        assertThat(next.goneRoutes()).hasSize(1);
        assertThat(road.hostsTranslated()).isEqualTo(translated + 1);
        Meter cost = Meter.inTurns(2, 5, new int[] {100}, calls -> {
            int fresh = 0;
            for (int i = 0; i < calls; i++) {
                fresh += road.changeIngress().freshRoutes().size();
            }
            return fresh;
        })[0];
        assertThat(cost.bytes()).isLessThan(200_000);
    }

    @Test
    void aChangedRemarkAmongManyCostsWhatItCostsAmongFew() {
        long[] bytes = new long[2];
        int[] sizes = {1_000, 20_000};
        for (int i = 0; i < sizes.length; i++) {
            Road road = Road.of(sizes[i], Road.objects(sizes[i]));
            bytes[i] = Meter.inTurns(5, 5, new int[] {100}, calls -> {
                        int came = 0;
                        for (int call = 0; call < calls; call++) {
                            came += road.changeRemark();
                        }
                        return came;
                    })[0]
                    .bytes();
            assertThat(road.changeRemark()).isEqualTo(1);
        }

        assertThat(bytes[1]).as("bytes among 20,000 Ingresses").isLessThan(bytes[0] * 3 / 2);
    }

    @Test
    void changedEndpointsTranslateNoHostAndPublishNoRouter() {
        int ingresses = 200;
        Road road = Road.of(ingresses, Road.objects(ingresses));
        Router before = road.router();
        long translated = road.hostsTranslated();

        for (int i = 0; i < 100; i++) {
            assertThat(road.changeEndpoints()).isSameAs(before);
        }

        assertThat(road.hostsTranslated()).isEqualTo(translated);
    }
}
