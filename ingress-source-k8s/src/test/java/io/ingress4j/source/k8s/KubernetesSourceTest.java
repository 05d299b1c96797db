package io.ingress4j.source.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.model.ConfigMap;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KubernetesSourceTest extends SourceScene {
    @Test
    void theFirstTableHoldsEverythingThatMatters() {
        api.put("ingresses", "shop", "shop", tls("shop-tls"));
        api.put("ingressclasses", "", "nginx", CLASS);
        api.put("services", "shop", "shop", SERVICE);
        api.put("endpointslices", "shop", "shop-1", SLICE);
        api.put("secrets", "shop", "shop-tls", secret("k1"));
        api.put("configmaps", "ingress", "settings", "\"data\":{\"status\":\"x\"}");
        api.put("configmaps", "ingress", "other", "\"data\":{}");
        start(builder().configMap(new ObjectKey("ingress", "settings")));

        assertThat(sink.ids())
                .containsExactlyInAnyOrder(
                        "Ingress shop/shop",
                        "IngressClass nginx",
                        "Service shop/shop",
                        "EndpointSlice shop/shop-1",
                        "Secret shop/shop-tls",
                        "ConfigMap ingress/settings");
        assertThat(sink.reports).isEmpty();
        assertThat(((ConfigMap) sink.get(Kind.CONFIG_MAP, "ingress", "settings")).data())
                .containsEntry("status", "x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingresses", "ingressclasses", "services", "endpointslices", "secrets"})
    void nothingIsToldBeforeEveryListIsThere(String last) {
        api.put("ingresses", "shop", "shop", tls("shop-tls"));
        api.put("secrets", "shop", "shop-tls", secret("k1"));
        api.answer(last, 500);
        source.start(sink);
        awaiting()
                .until(() ->
                        source.watches().stream().filter(WatchState::synced).count() == 4);

        assertThat(sink.calls).isEmpty();
        api.answer(last, 0);
        awaiting().until(sink::isComplete);
        assertThat(sink.calls).containsExactly("replaceAll [Ingress shop/shop, Secret shop/shop-tls]");
    }

    @Test
    void whatIsCreatedChangedAndDeletedIsTold() {
        start();
        api.put("ingressclasses", "", "nginx", CLASS);
        api.put("services", "shop", "shop", SERVICE);
        api.put("endpointslices", "shop", "shop-1", SLICE);
        api.put("ingresses", "shop", "shop", PLAIN);
        awaiting().until(() -> sink.ids().size() == 4);

        api.put("ingresses", "shop", "shop", PLAIN.replace("shop.example.com", "www.example.com"));
        awaiting().until(() -> host().equals("www.example.com"));
        api.put("services", "shop", "shop", SERVICE.replace("8080", "9090"));
        api.put("endpointslices", "shop", "shop-1", SLICE.replace("8080", "9090"));
        awaiting()
                .until(() -> sink.get(Kind.SERVICE, "shop", "shop").toString().contains("9090")
                        && sink.get(Kind.ENDPOINT_SLICE, "shop", "shop-1")
                                .toString()
                                .contains("9090"));

        api.delete("ingresses", "shop", "shop");
        api.delete("services", "shop", "shop");
        api.delete("endpointslices", "shop", "shop-1");
        api.delete("ingressclasses", "", "nginx");
        awaiting().until(() -> sink.ids().isEmpty());
    }

    @Test
    void aConfigMapIsFollowedByItsName() {
        start(builder().configMap(new ObjectKey("ingress", "settings")));
        api.put("configmaps", "ingress", "other", "\"data\":{\"a\":\"0\"}");
        api.put("configmaps", "ingress", "settings", "\"data\":{\"a\":\"1\"}");
        awaiting().until(() -> sink.ids().contains("ConfigMap ingress/settings"));

        api.delete("configmaps", "ingress", "settings");
        awaiting().until(() -> sink.ids().isEmpty());
        assertThat(String.join("\n", sink.calls)).doesNotContain("other");
    }

    @Test
    void aMissingPermissionIsARemarkWithTheRuleToAdd() {
        api.answer("endpointslices", 403);
        source.start(sink);
        awaiting().until(() -> sink.reports.containsKey("permission to list endpointslices in the cluster"));

        assertThat(sink.reports.get("permission to list endpointslices in the cluster"))
                .singleElement()
                .asString()
                .contains(
                        "error: missing-permission",
                        "refuses to list endpointslices in the cluster",
                        "ClusterRole",
                        "{apiGroups: [\"discovery.k8s.io\"], resources: [endpointslices], verbs: [list, watch]}");
        assertThat(sink.isComplete()).isFalse();
        api.answer("endpointslices", 0);
        awaiting().until(sink::isComplete);
        assertThat(sink.reports).isEmpty();
    }

    @Test
    void aMissingRightToWatchIsNamedAndWhatWasListedIsServed() {
        api.put("services", "shop", "shop", SERVICE);
        api.answer("watch services", 403);
        start();
        awaiting().until(() -> sink.reports.containsKey("permission to watch services in the cluster"));
        assertThat(sink.ids()).containsExactly("Service shop/shop");

        api.answer("watch services", 0);
        awaiting().until(() -> sink.reports.isEmpty());
    }

    @Test
    void credentialsThatAreLongInComingHoldUpNoEvent() throws Exception {
        var wait = new CountDownLatch(1);
        var hold = new AtomicBoolean();
        var asked = new CountDownLatch(1);
        try (KubernetesClient slow = api.client(() -> {
            if (hold.get()) {
                asked.countDown();
                await().until(() -> wait.await(20, TimeUnit.SECONDS));
            }
            return "a-token";
        })) {
            start(KubernetesSource.builder(slow).timing(QUICK));
            awaiting().until(() -> api.watchers() == 5);
            hold.set(true);
            api.put("ingresses", "shop", "shop", tls("shop-tls"));
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

            api.put("services", "shop", "shop", SERVICE);
            awaiting().until(() -> sink.ids().contains("Service shop/shop"));
            wait.countDown();
            awaiting().until(() -> sink.ids().contains("Ingress shop/shop"));
        }
    }

    @Test
    void aSourceThatIsOnlyBuiltAsksNothingOfItsClient() {
        var asked = new AtomicInteger();
        var counted = (KubernetesClient) Proxy.newProxyInstance(
                KubernetesClient.class.getClassLoader(),
                new Class<?>[] {KubernetesClient.class},
                (proxy, method, args) -> {
                    asked.incrementAndGet();
                    return method.invoke(client, args);
                });
        source = KubernetesSource.builder(counted).timing(QUICK).build();
        assertThat(asked).hasValue(0);

        start(source);
        assertThat(asked).hasPositiveValue();
    }

    @Test
    void aSourceThatWasClosedBeforeItsStartIsNotStarted() {
        source.close();

        assertThatThrownBy(() -> source.start(sink)).isInstanceOf(IllegalStateException.class);
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void settingsThatNameNothingAreRefused() {
        assertThatThrownBy(() -> builder().namespaces(List.of("")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: names of namespaces");
        assertThatThrownBy(() -> builder().configMap(new ObjectKey("", "settings")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("configMap: \"settings\" (expected: a namespace and a name)");
        assertThatThrownBy(() -> builder().secret(new ObjectKey("ingress", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("secret: ");
    }

    @Test
    void aRoleInItsNamespaceIsEnough() {
        api.put("services", "shop", "shop", SERVICE);
        api.put("services", "other", "hidden", SERVICE);
        api.put("ingressclasses", "", "nginx", CLASS);
        api.answer("ingressclasses", 403);
        start(builder().namespaces(List.of("shop")));

        assertThat(sink.ids()).containsExactly("Service shop/shop");
        assertThat(sink.reports)
                .containsOnlyKeys("permission to list ingressclasses in the cluster")
                .allSatisfy((scope, remarks) -> assertThat(remarks)
                        .singleElement()
                        .asString()
                        .contains("note: missing-permission", "no ingressclasses are read", "a ClusterRole"));
        assertThat(log.lines()).noneMatch(line -> line.contains("WARN"));
        assertThat(source.watches())
                .hasSize(4)
                .allMatch(WatchState::synced)
                .extracting(WatchState::kind)
                .doesNotContain(Kind.INGRESS_CLASS);
        api.answer("ingressclasses", 0);
        awaiting().until(() -> sink.ids().contains("IngressClass nginx"));
        assertThat(state(Kind.INGRESS_CLASS).connected()).isTrue();
        assertThat(sink.reports).isEmpty();
    }

    @Test
    void aNamespaceThatRefusesToBeReadHoldsUpNoOtherForLong() {
        api.put("services", "shop", "shop", SERVICE);
        api.put("services", "other", "other", SERVICE);
        api.answer("other/services", 403);
        start(builder().namespaces(List.of("shop", "other")));

        assertThat(sink.calls).containsExactly("replaceAll [Service shop/shop]");
        assertThat(sink.reports)
                .containsOnlyKeys("permission to list services in namespace other")
                .allSatisfy((scope, remarks) -> assertThat(remarks)
                        .singleElement()
                        .asString()
                        .contains("error: missing-permission", "a Role in other"));
        assertThat(log.lines().filter(line -> line.startsWith("WARN the first table is without")))
                .singleElement()
                .asString()
                .contains("[other]");
        assertThat(source.watches())
                .filteredOn(state -> !state.synced())
                .extracting(WatchState::scope)
                .containsExactly("other");
        api.answer("other/services", 0);
        awaiting().until(() -> sink.ids().contains("Service other/other"));
        assertThat(sink.reports).isEmpty();
    }

    @Test
    void aNamespaceThatRefusesToBeReadAfterOtherFailuresHoldsUpNoOtherForLong() {
        api.put("services", "shop", "shop", SERVICE);
        api.answer("other/services", 403);
        source = builder().namespaces(List.of("shop", "other")).build();
        source.start(sink);
        awaiting().until(() -> sink.reports.size() == 1);
        api.answer("other/services", 500);
        awaiting().until(() -> log.lines().anyMatch(line -> line.contains("list services of other: status 500")));
        api.answer("other/services", 403);

        awaiting().until(sink::isComplete);
        assertThat(sink.calls).containsExactly("replaceAll [Service shop/shop]");
    }

    @Test
    void namespacesThatAllRefuseToBeReadAreNoEmptyTable() {
        api.answer("services", 403);
        source = builder().namespaces(List.of("shop", "other")).build();
        source.start(sink);
        awaiting().until(() -> sink.reports.size() == 2);
        int asked = api.requests().size();
        awaiting().until(() -> api.requests().size() > asked + 30); // of two, 25 ms apart at least

        assertThat(sink.isComplete()).isFalse();
        api.answer("services", 0);
        awaiting().until(sink::isComplete);
    }

    @Test
    void whatIsWrongWithAnObjectIsRemarkedUntilItGoes() {
        start();
        api.put("ingresses", "shop", "shop", "\"spec\":{\"rules\":[{\"host\":\"shop..example.com\"}]}");
        awaiting().until(() -> sink.reports.containsKey("Ingress shop/shop"));

        api.delete("ingresses", "shop", "shop");
        awaiting().until(() -> sink.reports.isEmpty());
    }

    @Test
    void anObjectWithANameOfAnyLengthInItHoldsUpNoOther() {
        String longName = PLAIN + ",\"passedOver\":{\"" + "x".repeat(60_000) + "\":1}";
        api.put("ingresses", "hostile", "listed", longName);
        api.put("ingresses", "shop", "listed", PLAIN);
        start();
        api.put("ingresses", "hostile", "watched", longName);
        api.put("ingresses", "shop", "watched", PLAIN);
        awaiting().until(() -> sink.ids().contains("Ingress shop/watched"));

        assertThat(sink.ids()).contains("Ingress hostile/listed", "Ingress shop/listed", "Ingress hostile/watched");
    }

    @Test
    void aSinkThatFailsIsToldAgain() {
        start();
        sink.failures = 2;
        api.put("services", "shop", "shop", SERVICE);

        awaiting().until(() -> sink.ids().contains("Service shop/shop"));
    }

    @Test
    void aSinkThatFailsAtFirstIsToldAgain() {
        api.put("services", "shop", "shop", SERVICE);
        sink.failures = 3;
        start();

        assertThat(sink.calls).containsExactly("replaceAll [Service shop/shop]");
    }

    @Test
    void aSinkThatFailsAtARemarkIsToldAgain() {
        api.answer("services", 403);
        sink.failures = 1;
        source.start(sink);
        awaiting().until(() -> sink.reports.containsKey("permission to list services in the cluster"));

        api.answer("services", 0);
        awaiting().until(sink::isComplete);
        assertThat(sink.reports).isEmpty();
    }

    @Test
    void closingEndsTheWatchesAndTheThreadAndLeavesTheClientOpen() throws Exception {
        start();
        awaiting().until(() -> api.watchers() == 5);
        source.close();
        source.close();

        awaiting().until(() -> threads().isEmpty());
        api.bookmark(); // the other side sees that nobody listens when it says something
        api.bookmark();
        awaiting().until(() -> {
            api.bookmark();
            return api.watchers() == 0;
        });
        assertThat(client.getHttpClient().isClosed()).isFalse();
        assertThatThrownBy(() -> source.start(sink)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anInterruptedCloseEndsTheWatchesAllTheSame() {
        start();
        awaiting().until(() -> api.watchers() == 5);
        Thread.currentThread().interrupt();
        source.close();

        assertThat(Thread.interrupted()).isTrue();
        awaiting().until(() -> {
            api.bookmark();
            return api.watchers() == 0;
        });
    }

    @Test
    void closingDoesNotWaitForeverForASinkThatHangs() throws Exception {
        start(builder().timing(timing(LONG, LONG, LONG, Duration.ofMillis(100))));
        sink.hang = new CountDownLatch(1);
        api.put("services", "shop", "shop", SERVICE);
        awaiting().until(() -> sink.isHanging);
        Thread closing = new Thread(source::close);
        closing.start();
        closing.join(10_000);

        assertThat(closing.isAlive()).isFalse();
        sink.hang.countDown();
        awaiting().until(() -> threads().isEmpty());
    }
}
