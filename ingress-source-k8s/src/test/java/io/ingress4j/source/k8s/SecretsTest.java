package io.ingress4j.source.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which Secrets are read, when, and what becomes of Ingresses meanwhile. */
final class SecretsTest extends SourceScene {
    private static final String METADATA_LIST = "application/json;as=PartialObjectMetadataList";

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
    void ofManySecretsThoseThatAreNamedAreAskedForOneByOne() {
        for (int i = 0; i < 120; i++) {
            api.put("ingresses", "shop", "i" + i, tls("s" + i));
            api.put("secrets", "shop", "s" + i, secret("k" + i));
            api.put("secrets", "shop", "password" + i, secret("nobody-asks"));
        }
        start();

        assertThat(sink.ids()).hasSize(240).doesNotContain("Secret shop/password1");
        assertThat(valueOf("s119")).isEqualTo("k119");
        assertThat(sink.calls).hasSize(1);
        assertThat(api.requests().stream().filter(request -> request.startsWith("get")))
                .hasSize(120)
                .doesNotContain("get /api/v1/namespaces/shop/secrets/password1");
        assertThat(api.accepted("list", "secrets")).isNotEmpty().allMatch(type -> type.startsWith(METADATA_LIST));
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
    void theFirstTableDoesNotWaitForeverForASecretThatIsLongInComing() {
        api.put("secrets", "shop", "shop-tls", secret("k1"));
        api.put("ingresses", "shop", "shop", tls("shop-tls"));
        api.put("services", "shop", "shop", SERVICE);
        api.stall("secrets", true);
        start(builder().timing(withFirstSecrets(Duration.ofMillis(300))));

        assertThat(sink.calls).containsExactly("replaceAll [Ingress shop/shop, Service shop/shop]");
        api.stall("secrets", false);
        awaiting().until(() -> valueOf("shop-tls").equals("k1"));
    }

    @Test
    void theFirstTableDoesNotWaitForeverForASecretThatTheApiServerDoesNotGive() {
        api.put("secrets", "shop", "other-tls", secret("k0"));
        api.put("secrets", "shop", "shop-tls", secret("k1"));
        api.put("ingresses", "shop", "other", tls("other-tls"));
        api.put("ingresses", "shop", "shop", tls("shop-tls"));
        api.answer("get secrets", 500);
        start(builder().timing(withFirstSecrets(Duration.ofMillis(300))));

        assertThat(sink.calls).containsExactly("replaceAll [Ingress shop/other, Ingress shop/shop]");
        api.delete("ingresses", "shop", "other");
        awaiting().until(() -> !sink.ids().contains("Ingress shop/other"));
        api.answer("get secrets", 0);
        awaiting().until(() -> valueOf("shop-tls").equals("k1"));
        assertThat(sink.ids()).containsExactlyInAnyOrder("Ingress shop/shop", "Secret shop/shop-tls");
    }

    private static Timing withFirstSecrets(Duration wait) {
        return new Timing(QUICK.api(), QUICK.secret(), wait, QUICK.firstRights());
    }

    @Test
    void anIngressThatWaitedForItsSecretIsToldToASinkThatFailedMeanwhile() {
        source = builder()
                .timing(timing(LONG, LONG, Duration.ofMillis(200), LONG))
                .build();
        start(source);
        api.hold("secrets", true);
        sink.failures = 1;
        api.put("ingresses", "shop", "shop", tls("shop-tls"));
        awaiting().until(() -> sink.ids().contains("Ingress shop/shop"));

        assertThat(sink.failures).isZero();
        api.hold("secrets", false);
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
    void theFirstTableDoesNotWaitForASecretThatNobodyNamesAnyMore() {
        api.put("secrets", "shop", "shop-tls", secret("k1"));
        api.put("ingresses", "shop", "shop", tls("shop-tls"));
        api.put("ingresses", "shop", "other", tls("shop-tls"));
        api.answer("shop/secrets", 500);
        source = builder().timing(withFirstSecrets(Duration.ofHours(1))).build();
        source.start(sink);
        awaiting().until(() -> source.watches().stream().allMatch(WatchState::synced));
        api.delete("ingresses", "shop", "other");
        api.put("ingresses", "shop", "shop", PLAIN);
        awaiting().until(sink::isComplete);

        assertThat(sink.ids()).containsExactly("Ingress shop/shop");
    }

    @Test
    void closingEndsTheReadingOfASecret() {
        api.put("secrets", "shop", "shop-tls", secret("k1"));
        api.put("ingresses", "shop", "shop", tls("shop-tls"));
        api.stall("secrets", true);
        source.start(sink);
        awaiting().until(() -> api.stalling() == 1);
        source.close();

        awaiting().until(() -> api.stalling() == 0);
        assertThat(client.getHttpClient().isClosed()).isFalse();
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
    void aSecretThatWentUnseenIsForgottenWithTheNextList() {
        api.put("secrets", "shop", "shop-tls", secret("k1"));
        api.put("ingresses", "shop", "shop", tls("shop-tls"));
        start();
        api.deleteUnseen("secrets", "shop", "shop-tls");
        api.forgetHistory(true);

        awaiting().until(() -> sink.ids().equals(Set.of("Ingress shop/shop")));
    }

    @Test
    void secretsThatMayNotBeReadAreOneRemarkUntilNobodyNamesThem() {
        start();
        awaiting().until(() -> api.watchers() == 5);
        api.answer("secrets", 403);
        api.put("ingresses", "shop", "first", tls("a"));
        api.put("ingresses", "other", "second", tls("b"));
        awaiting().until(() -> sink.ids().size() == 2);
        assertThat(sink.reports).containsOnlyKeys("permission to get secrets in the cluster");
        assertThat(sink.reports.get("permission to get secrets in the cluster"))
                .singleElement()
                .asString()
                .contains(
                        "refuses to get secrets in the cluster",
                        "a ClusterRole",
                        "{apiGroups: [\"\"], resources: [secrets], verbs: [get, list, watch]}");

        api.put("ingresses", "shop", "first", PLAIN);
        awaiting()
                .until(() -> api.requests().stream()
                                .filter(request -> request.equals("get /api/v1/namespaces/other/secrets/b"))
                                .count()
                        > 3);
        assertThat(sink.reports).hasSize(1);
        api.put("ingresses", "other", "second", PLAIN);
        awaiting().until(() -> sink.reports.isEmpty());
        assertThat(log.lines().filter(line -> line.startsWith("WARN"))).hasSize(1);
    }

    @Test
    void secretsThatMayNotBeReadAreOneRemarkForEachNamespaceWhereThereAreRoles() {
        start(builder().namespaces(List.of("shop", "other")));
        awaiting().until(() -> api.watchers() == 9);
        api.answer("secrets", 403);
        api.put("ingresses", "shop", "first", tls("a"));
        api.put("ingresses", "shop", "second", tls("b"));
        api.put("ingresses", "other", "third", tls("c"));
        awaiting().until(() -> sink.ids().size() == 3);

        assertThat(sink.reports)
                .containsOnlyKeys(
                        "permission to get secrets in namespace shop", "permission to get secrets in namespace other");
    }

    @Test
    void aSecretThatCannotBeReadIsSaidInTheLog() {
        start();
        awaiting().until(() -> api.watchers() == 5);
        api.answer("get secrets", 500);
        api.put("ingresses", "shop", "shop", tls("shop-tls"));
        awaiting()
                .until(() -> log.lines()
                        .anyMatch(line -> line.contains(
                                "does not answer as expected (get secrets of shop/shop-tls: status 500")));

        api.answer("get secrets", 0);
        awaiting().until(() -> log.lines().anyMatch(line -> line.contains("answers again")));
    }
}
