package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.PathType;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.source.InMemorySource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which Ingresses come and go, of the tables that an engine makes. */
final class ServedIngressesTest {
    private static final ObjectKey WEB = new ObjectKey("shop", "web");

    private final InMemorySource source = new InMemorySource("test");
    private final ServedIngresses served = new ServedIngresses();
    private final BlockingQueue<ServedIngresses.Change> changes = new LinkedBlockingQueue<>();
    private IngressEngine engine;

    @BeforeEach
    void start() throws Exception {
        source.put(ingress("other", "a.test"));
        engine =
                IngressEngine.builder().source(source).afterChange(this::follow).build();
        engine.start().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(next().came()).containsExactly(new ObjectKey("shop", "other"));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private void follow(IngressEngine changed) {
        ServedIngresses.Change change = served.follow(changed.router().current().snapshot());
        if (!change.isEmpty()) {
            changes.add(change);
        }
    }

    private ServedIngresses.Change next() throws InterruptedException {
        ServedIngresses.Change change = changes.poll(30, TimeUnit.SECONDS);
        assertThat(change).isNotNull();
        return change;
    }

    private static Ingress ingress(String name, String... hosts) {
        Ingress.Builder made = Ingress.builder("shop", name);
        for (String host : hosts) {
            made.path(host, "/" + name, PathType.PREFIX, "web", 80);
        }
        return made.build();
    }

    private void remove(String name) {
        source.remove(new ResourceId(Kind.INGRESS, new ObjectKey("shop", name)));
    }

    @Test
    void anIngressOfSeveralHostsComesOnceAndGoesWithTheLastOfThem() throws InterruptedException {
        source.put(ingress("web", "a.test", "b.test", "c.test"));

        assertThat(next()).isEqualTo(new ServedIngresses.Change(Set.of(WEB), Set.of()));

        source.put(ingress("web", "c.test"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> engine.router().current().snapshot().host("b.test").isEmpty());
        source.put(ingress("later", "a.test"));

        assertThat(next()).isEqualTo(new ServedIngresses.Change(Set.of(new ObjectKey("shop", "later")), Set.of()));

        remove("web");

        assertThat(next()).isEqualTo(new ServedIngresses.Change(Set.of(), Set.of(WEB)));
        assertThat(changes).isEmpty();
    }

    @Test
    void whatCameAndWentAddsUpToWhatIsServed() {
        var random = new Random(42);
        Map<String, Ingress> present = new HashMap<>(Map.of("other", ingress("other", "a.test")));
        Set<ObjectKey> told = new HashSet<>(Set.of(new ObjectKey("shop", "other")));
        for (int round = 0; round < 200; round++) {
            String name = "web-" + random.nextInt(8);
            if (random.nextInt(3) == 0) {
                present.remove(name);
                remove(name);
            } else {
                String[] hosts = random.ints(random.nextInt(4), 0, 6)
                        .distinct()
                        .mapToObj(host -> "h" + host + ".test")
                        .toArray(String[]::new);
                present.put(name, ingress(name, hosts));
                source.put(present.get(name));
            }
            Set<ObjectKey> expected = present.entrySet().stream()
                    .filter(each -> !each.getValue().rules().isEmpty())
                    .map(each -> new ObjectKey("shop", each.getKey()))
                    .collect(Collectors.toSet());
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        for (ServedIngresses.Change change : drained()) {
                            change.came()
                                    .forEach(one -> assertThat(told.add(one)).isTrue());
                            change.gone()
                                    .forEach(one -> assertThat(told.remove(one)).isTrue());
                        }
                        return told.equals(expected) && told.equals(gathered());
                    });
        }
    }

    private List<ServedIngresses.Change> drained() {
        List<ServedIngresses.Change> all = new ArrayList<>();
        changes.drainTo(all);
        return all;
    }

    /** The slow and obvious twin. */
    private Set<ObjectKey> gathered() {
        return engine.router().current().snapshot().hosts().stream()
                .flatMap(host -> host.routes().stream())
                .map(Route::ingress)
                .filter(ingress -> !ingress.equals(Route.NO_INGRESS))
                .collect(Collectors.toSet());
    }
}
