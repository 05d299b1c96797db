package io.ingress4j.source.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.model.ConfigMap;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Resource;
import io.ingress4j.model.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class KubernetesSourceTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Timing QUICK = timing(Duration.ofSeconds(2), LONG, LONG, LONG);
    private static final String RULES =
            "\"rules\":[{\"host\":\"shop.example.com\",\"http\":{\"paths\":[{\"path\":\"/\",\"pathType\":\"Prefix\","
                    + "\"backend\":{\"service\":{\"name\":\"shop\",\"port\":{\"number\":80}}}}]}}]";
    private static final String PLAIN = "\"spec\":{" + RULES + "},\"status\":{\"loadBalancer\":{}}";
    private static final String SERVICE =
            "\"spec\":{\"clusterIP\":\"10.0.0.1\",\"type\":\"ClusterIP\",\"ports\":[{\"port\":80,\"targetPort\":8080,\"protocol\":\"TCP\"}]}";
    private static final String SLICE =
            "\"addressType\":\"IPv4\",\"endpoints\":[{\"addresses\":[\"10.244.0.7\"],\"conditions\":{\"ready\":true}}],"
                    + "\"ports\":[{\"name\":\"\",\"port\":8080,\"protocol\":\"TCP\"}]";
    private static final String CLASS = "\"spec\":{\"controller\":\"k8s.io/ingress-nginx\"}";
    private static final ObjectKey SHOP = new ObjectKey("shop", "shop");

    private final Recorder sink = new Recorder();
    private FakeApiServer api;
    private KubernetesClient client;
    private KubernetesSource source;

    @BeforeEach
    void serve() throws Exception {
        api = new FakeApiServer();
        client = api.client();
        source = KubernetesSource.builder(client).timing(QUICK).build();
    }

    @AfterEach
    void close() {
        source.close();
        client.close();
        api.close();
    }

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
    void aListInManyPartsIsOneTable() {
        for (int i = 0; i < 25; i++) {
            api.put("services", "shop", "s" + i, SERVICE);
        }
        api.pageSize(10);
        start();

        assertThat(sink.ids()).hasSize(25);
        assertThat(api.requests().stream()
                        .filter(request -> request.startsWith("list") && request.contains("/services")))
                .hasSize(3);
    }

    @Test
    void onlySecretsThatAnIngressNamesAreAskedFor() {
        api.put("secrets", "shop", "shop-tls", secret("k1"));
        api.put("secrets", "shop", "password", secret("nobody-asks"));
        api.put("secrets", "other", "shop-tls", secret("another-namespace"));
        api.put("ingresses", "shop", "shop", tls("shop-tls"));
        start();
        api.put("secrets", "shop", "password", secret("nobody-asks-2"));
        api.put("secrets", "shop", "shop-tls", secret("k2"));
        awaiting().until(() -> valueOf("shop-tls").equals("k2"));

        assertThat(sink.ids()).containsExactlyInAnyOrder("Ingress shop/shop", "Secret shop/shop-tls");
        assertThat(api.requests().stream().filter(request -> request.startsWith("get")))
                .containsOnly("get /api/v1/namespaces/shop/secrets/shop-tls");
    }

    @Test
    void manySecretsAtTheStartAreReadAtOnce() {
        for (int i = 0; i < 120; i++) {
            api.put("ingresses", "shop", "i" + i, tls("s" + i));
            if (i > 0) {
                api.put("secrets", "shop", "s" + i, secret("k" + i));
            }
            api.put("secrets", "shop", "password" + i, secret("nobody-asks"));
        }
        start();

        assertThat(sink.ids()).hasSize(239).doesNotContain("Secret shop/s0", "Secret shop/password1");
        assertThat(valueOf("s119")).isEqualTo("k119");
        assertThat(sink.calls).hasSize(1);
        assertThat(api.requests().stream().filter(request -> request.startsWith("get")))
                .containsExactly("get /api/v1/namespaces/shop/secrets/s0");
        api.put("secrets", "shop", "s0", secret("k0"));
        api.put("secrets", "shop", "s119", secret("k1"));
        awaiting().until(() -> valueOf("s0").equals("k0") && valueOf("s119").equals("k1"));
    }

    @Test
    void anIngressAndItsSecretAreToldTogether() {
        start();
        api.put("secrets", "shop", "shop-tls", secret("k1"));
        api.put("ingresses", "shop", "shop", tls("shop-tls"));
        awaiting().until(() -> sink.ids().contains("Ingress shop/shop"));

        assertThat(sink.calls).containsExactly("replaceAll []", "update [Ingress shop/shop, Secret shop/shop-tls] []");
    }

    @Test
    void aSecretThatNobodyNamesAnyMoreIsForgotten() {
        api.put("secrets", "shop", "old", secret("k1"));
        api.put("secrets", "shop", "new", secret("k2"));
        api.put("ingresses", "shop", "shop", tls("old"));
        api.put("ingresses", "shop", "second", tls("old"));
        start();
        api.put("ingresses", "shop", "shop", tls("new"));
        awaiting().until(() -> sink.ids().contains("Secret shop/new"));
        assertThat(sink.ids()).contains("Secret shop/old");

        api.delete("ingresses", "shop", "second");
        awaiting().until(() -> !sink.ids().contains("Secret shop/old"));
        assertThat(sink.ids()).containsExactlyInAnyOrder("Ingress shop/shop", "Secret shop/new");
    }

    @Test
    void aSecretMayComeAfterItsIngressAndGoBefore() {
        api.put("ingresses", "shop", "shop", tls("late"));
        start();
        assertThat(sink.ids()).containsExactly("Ingress shop/shop");

        api.put("secrets", "shop", "late", secret("k1"));
        awaiting().until(() -> valueOf("late").equals("k1"));
        api.delete("secrets", "shop", "late");
        awaiting().until(() -> !sink.ids().contains("Secret shop/late"));
        api.put("secrets", "shop", "late", secret("k2"));
        awaiting().until(() -> valueOf("late").equals("k2"));
    }

    @Test
    void anIngressDoesNotWaitForLongForItsSecret() {
        source = builder()
                .timing(timing(LONG, LONG, Duration.ofMillis(200), LONG))
                .build();
        start(source);
        api.put("secrets", "shop", "shop-tls", secret("k1"));
        api.hold("secrets", true);
        api.put("ingresses", "shop", "shop", tls("shop-tls"));
        api.put("services", "shop", "shop", SERVICE);
        awaiting().until(() -> sink.ids().containsAll(Set.of("Ingress shop/shop", "Service shop/shop")));

        assertThat(sink.ids()).doesNotContain("Secret shop/shop-tls");
        api.hold("secrets", false);
        awaiting().until(() -> valueOf("shop-tls").equals("k1"));
    }

    @Test
    void aSecretThatTheApiServerDoesNotGiveForAWhileIsAskedForAgain() {
        start();
        api.put("secrets", "shop", "shop-tls", secret("k1"));
        api.answer("secrets", 500);
        api.put("ingresses", "shop", "shop", tls("shop-tls"));
        awaiting().until(() -> sink.ids().contains("Ingress shop/shop"));

        api.answer("secrets", 0);
        awaiting().until(() -> valueOf("shop-tls").equals("k1"));
    }

    @Test
    void aNameThatLeadsElsewhereIsNoSecret() {
        api.put("ingresses", "shop", "shop", tls(".."));
        api.put("ingresses", "shop", "second", tls("../configmaps/x"));
        start();

        assertThat(api.requests().stream().filter(request -> request.startsWith("get")))
                .isEmpty();
    }

    @Test
    void theBuilderMayNameASecretOutsideOfTheNamespaces() {
        api.put("secrets", "ingress", "default-tls", secret("k1"));
        api.put("services", "ingress", "hidden", SERVICE);
        api.put("services", "shop", "shop", SERVICE);
        start(builder().namespaces(List.of("shop")).secret(new ObjectKey("ingress", "default-tls")));
        assertThat(sink.ids()).containsExactlyInAnyOrder("Secret ingress/default-tls", "Service shop/shop");

        api.put("secrets", "ingress", "default-tls", secret("k2"));
        awaiting()
                .until(() ->
                        value(sink.get(Kind.SECRET, "ingress", "default-tls")).equals("k2"));
    }

    @Test
    void aLostConnectionLosesNoObjectAndNoChange() throws Exception {
        api.put("services", "shop", "shop", SERVICE);
        api.put("services", "shop", "second", SERVICE);
        start();
        sink.calls.clear();
        api.stop();
        awaiting().until(() -> source.watches().stream().noneMatch(WatchState::connected));
        assertThat(sink.ids()).hasSize(2);

        api.delete("services", "shop", "second");
        api.put("services", "shop", "third", SERVICE);
        api.restart();
        awaiting().until(() -> source.watches().stream().allMatch(WatchState::connected));
        awaiting().until(() -> sink.calls.size() == 2);
        assertThat(sink.calls).containsExactly("update [] [Service shop/second]", "update [Service shop/third] []");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPlaceThatTheApiServerForgotIsReplacedByACompleteList(boolean inStream) {
        api.put("services", "shop", "shop", SERVICE);
        api.put("services", "shop", "second", SERVICE);
        start();
        sink.calls.clear();
        api.deleteUnseen("services", "shop", "second");
        api.forgetHistory(inStream);

        awaiting().until(() -> sink.ids().equals(Set.of("Service shop/shop")));
        assertThat(sink.calls).containsExactly("update [] [Service shop/second]");
    }

    @Test
    void aSecretThatWentUnseenIsForgottenWithTheNextList() {
        api.put("secrets", "shop", "shop-tls", secret("k1"));
        api.put("ingresses", "shop", "shop", tls("shop-tls"));
        start();
        api.deleteUnseen("secrets", "shop", "shop-tls");
        api.forgetHistory(true);

        awaiting().until(() -> sink.ids().equals(Set.of("Ingress shop/shop")));
    }

    @Test
    void aWatchThatSaysNothingAndNeverEndsIsGivenUp() {
        source = builder()
                .timing(timing(LONG, Duration.ofSeconds(1), LONG, LONG))
                .build();
        api.silence("services", true);
        start(source);
        api.put("services", "shop", "shop", SERVICE);
        awaiting()
                .until(() -> api.requests().stream()
                                .filter(request -> request.startsWith("watch") && request.contains("/services"))
                                .count()
                        > 1);

        api.silence("services", false);
        awaiting().until(() -> sink.ids().contains("Service shop/shop"));
    }

    @Test
    void aListThatIsNotAnsweredIsGivenUp() {
        source = builder()
                .timing(timing(Duration.ofMillis(300), LONG, LONG, LONG))
                .build();
        api.hold("services", true);
        source.start(sink);
        awaiting()
                .until(() -> api.requests().stream()
                                .filter(request -> request.startsWith("list") && request.contains("/services"))
                                .count()
                        > 2);
        assertThat(sink.isComplete()).isFalse();

        api.hold("services", false);
        awaiting().until(sink::isComplete);
    }

    @Test
    void anApiServerThatComesLaterIsWaitedFor() throws Exception {
        api.stop();
        source.start(sink);
        awaiting().until(() -> source.watches().size() == 5);
        assertThat(sink.calls).isEmpty();

        api.restart();
        awaiting().until(sink::isComplete);
    }

    @Test
    void credentialsThatAreRefusedForAWhileLoseNothing() {
        api.put("services", "shop", "shop", SERVICE);
        start();
        api.answer("services", 401);
        api.cut("services");
        awaiting().until(() -> !state(Kind.SERVICE).connected());
        assertThat(sink.ids()).containsExactly("Service shop/shop");

        api.put("services", "shop", "second", SERVICE);
        api.answer("services", 0);
        awaiting().until(() -> sink.ids().contains("Service shop/second"));
        assertThat(state(Kind.SERVICE).connected()).isTrue();
    }

    @Test
    void aMissingPermissionIsARemarkWithTheRuleToAdd() {
        api.answer("endpointslices", 403);
        source.start(sink);
        awaiting().until(() -> sink.reports.containsKey("permissions endpointslices"));

        assertThat(sink.reports.get("permissions endpointslices"))
                .singleElement()
                .asString()
                .contains(
                        "error: missing-permission",
                        "refuses to list endpointslices in the cluster",
                        "ClusterRole",
                        "{apiGroups: [\"discovery.k8s.io\"], resources: [endpointslices], verbs: [get, list, watch]}");
        assertThat(sink.isComplete()).isFalse();
        api.answer("endpointslices", 0);
        awaiting().until(sink::isComplete);
        assertThat(sink.reports).isEmpty();
    }

    @Test
    void aSecretThatMayNotBeReadIsARemarkUntilNobodyNamesIt() {
        start();
        awaiting().until(() -> api.watchers() == 5);
        api.put("secrets", "shop", "shop-tls", secret("k1"));
        api.answer("secrets", 403);
        api.put("ingresses", "shop", "shop", tls("shop-tls"));
        awaiting().until(() -> sink.ids().contains("Ingress shop/shop"));
        assertThat(sink.reports.get("permissions to get secrets shop/shop-tls"))
                .singleElement()
                .asString()
                .contains("refuses to get secrets in namespace shop", "Role in shop", "resources: [secrets]");

        api.put("ingresses", "shop", "shop", PLAIN);
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
        assertThat(sink.reports).containsOnlyKeys("permissions ingressclasses");
        api.answer("ingressclasses", 0);
        awaiting().until(() -> sink.ids().contains("IngressClass nginx"));
        assertThat(sink.reports).isEmpty();
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
    void statesSayHowOldTheLastWordOfTheApiServerIs() {
        start();
        assertThat(source.watches())
                .extracting(WatchState::kind)
                .containsExactlyInAnyOrder(
                        Kind.INGRESS_CLASS, Kind.INGRESS, Kind.SERVICE, Kind.ENDPOINT_SLICE, Kind.SECRET);
        awaiting().until(() -> state(Kind.SERVICE).age().compareTo(Duration.ofMillis(300)) > 0);

        Duration before = state(Kind.SERVICE).age();
        api.bookmark();
        awaiting().until(() -> state(Kind.SERVICE).age().compareTo(before) < 0);
    }

    @Test
    void aSinkThatFailsIsToldAgain() {
        start();
        sink.failures = 2;
        api.put("services", "shop", "shop", SERVICE);

        awaiting().until(() -> sink.ids().contains("Service shop/shop"));
    }

    @Test
    void closingEndsTheWatchesAndTheThreadAndLeavesTheClientOpen() throws Exception {
        start();
        awaiting().until(() -> api.watchers() == 5);
        source.close();
        source.close();

        assertThat(threads()).isEmpty();
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

    private static Timing timing(Duration answer, Duration watch, Duration secret, Duration close) {
        return new Timing(
                answer,
                watch,
                Duration.ofMillis(500),
                Duration.ofMillis(10),
                Duration.ofMillis(100),
                Duration.ofMillis(50),
                secret,
                LONG,
                close);
    }

    private static Set<String> threads() {
        Set<String> names = new TreeSet<>();
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ingress4j-kubernetes"))
                .forEach(thread -> names.add(thread.getName()));
        return names;
    }

    private KubernetesSource.Builder builder() {
        return KubernetesSource.builder(client).timing(QUICK);
    }

    private void start() {
        start(source);
    }

    private void start(KubernetesSource.Builder builder) {
        source = builder.build();
        start(source);
    }

    private void start(KubernetesSource started) {
        started.start(sink);
        awaiting().until(sink::isComplete);
    }

    private static ConditionFactory awaiting() {
        return await().atMost(30, TimeUnit.SECONDS).pollInterval(Duration.ofMillis(5));
    }

    private WatchState state(Kind kind) {
        return source.watches().stream()
                .filter(state -> state.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private String host() {
        return sink.find(Kind.INGRESS, SHOP.namespace(), SHOP.name()) instanceof Ingress ingress
                ? ingress.rules().get(0).host()
                : "";
    }

    private String valueOf(String secret) {
        return value(sink.find(Kind.SECRET, "shop", secret));
    }

    private static String value(Resource resource) {
        return resource instanceof Secret secret ? new String(secret.value("tls.key"), StandardCharsets.UTF_8) : "";
    }

    private static String tls(String secret) {
        return "\"spec\":{\"tls\":[{\"hosts\":[\"shop.example.com\"],\"secretName\":\"" + secret + "\"}]," + RULES
                + "}";
    }

    private static String secret(String key) {
        return "\"type\":\"kubernetes.io/tls\",\"data\":{\"tls.key\":\""
                + Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8)) + "\"}";
    }
}
