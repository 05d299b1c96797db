package io.ingress4j.source.k8s.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngressBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.ResourceId;
import io.ingress4j.source.k8s.cluster.IngressManifest;
import io.ingress4j.source.k8s.cluster.KubernetesCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is written to a real API server, by whom and how often. */
final class ClusterReporterClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Timing QUICK =
            Timing.DEFAULT.quick(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(300));

    private final KubernetesCluster cluster = KubernetesCluster.shared();
    private final String namespace = cluster.namespace("speak");
    private final ObjectKey lease = new ObjectKey(namespace, "leader");
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listenToTheLog() {
        log.start();
        ((Logger) LoggerFactory.getLogger(ClusterReporter.class)).addAppender(log);
    }

    @AfterEach
    void closeAll() throws Exception {
        ((Logger) LoggerFactory.getLogger(ClusterReporter.class)).detachAppender(log);
        for (AutoCloseable each : toClose) {
            each.close();
        }
    }

    private ObjectKey ingress(String name) {
        cluster.apply(IngressManifest.of(name, name + ".example.com", "web")
                .in(namespace)
                .yaml());
        return new ObjectKey(namespace, name);
    }

    private ClusterReporter.Builder replica(KubernetesClient client, String identity) {
        return ClusterReporter.builder(client)
                .lease(lease)
                .identity(identity)
                .namespaces(List.of(namespace))
                .timing(QUICK);
    }

    private ClusterReporter started(ClusterReporter.Builder builder) {
        ClusterReporter reporter = builder.build();
        toClose.add(reporter);
        reporter.start();
        return reporter;
    }

    private Ingress read(ObjectKey key) {
        return cluster.client()
                .network()
                .v1()
                .ingresses()
                .inNamespace(key.namespace())
                .withName(key.name())
                .get();
    }

    private List<String> shown(ObjectKey key) {
        return List.copyOf(Addresses.of(read(key)));
    }

    private void awaitShown(ObjectKey key, String... addresses) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(shown(key)).containsExactly(addresses));
    }

    private Stream<String> warnings() {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains("expected:"));
    }

    @Test
    void ofTwoReplicasOneWritesAndTheOtherTakesOverWithinTheLease() {
        ObjectKey web = ingress("web");
        ObjectKey foreign = ingress("foreign");
        ClusterReporter first =
                started(replica(cluster.client(), "first").addresses(List.of("192.0.2.1", "lb.example")));
        await().atMost(PATIENCE).until(first::isLeader);
        ClusterReporter second = started(replica(cluster.client(), "second").addresses(List.of("192.0.2.2")));

        first.served(List.of(web), List.of());
        second.served(List.of(web), List.of());

        awaitShown(web, "192.0.2.1", "lb.example");
        assertThat(shown(foreign)).isEmpty();
        assertThat(second.isLeader()).isFalse();
        assertThat(second.statusWrites()).isZero();
        assertThat(first.statusWrites()).isEqualTo(1);

        long crashed = System.nanoTime();
        first.crash();
        await().atMost(PATIENCE).until(second::isLeader);
        Duration took = Duration.ofNanos(System.nanoTime() - crashed);
        System.out.println("fail-over after " + took.toMillis() + " ms of a lease of 3000 ms");

        awaitShown(web, "192.0.2.2");
        assertThat(second.statusWrites()).isEqualTo(1);
        assertThat(first.isLeader()).isFalse();
    }

    @Test
    void whoClosesLetsTheOtherLeadAndLeavesTheStatusAsItIs() {
        ObjectKey web = ingress("web");
        ClusterReporter first = started(replica(cluster.client(), "first").addresses(List.of("192.0.2.1")));
        first.served(List.of(web), List.of());
        awaitShown(web, "192.0.2.1");

        first.close();

        assertThat(shown(web)).containsExactly("192.0.2.1");
        assertThat(cluster.client()
                        .leases()
                        .inNamespace(namespace)
                        .withName("leader")
                        .get()
                        .getSpec()
                        .getHolderIdentity())
                .isNullOrEmpty();
    }

    @Test
    void aServiceIsFollowedAndSoIsWhoeverClearsTheStatus() {
        String service = "apiVersion: v1\nkind: Service\nmetadata: {name: lb, namespace: " + namespace
                + "}\nspec: {type: NodePort, ports: [{port: 80}], externalIPs: [%s]}\n";
        ObjectKey web = ingress("web");
        cluster.apply(service.formatted("192.0.2.10"));
        ClusterReporter reporter =
                started(replica(cluster.client(), "one").publishService(new ObjectKey(namespace, "lb")));
        reporter.served(List.of(web), List.of());
        awaitShown(web, "192.0.2.10");

        cluster.apply(service.formatted("192.0.2.11"));
        awaitShown(web, "192.0.2.11");

        overwrite(web, "");
        await().atMost(PATIENCE).until(() -> reporter.statusWrites() == 3);
        awaitShown(web, "192.0.2.11");

        ObjectKey later = ingress("later");
        reporter.served(List.of(later), List.of());
        awaitShown(later, "192.0.2.11");
    }

    private void overwrite(ObjectKey key, String address) {
        cluster.client()
                .network()
                .v1()
                .ingresses()
                .inNamespace(key.namespace())
                .withName(key.name())
                .editStatus(ingress -> ingress.edit()
                        .editOrNewStatus()
                        .editOrNewLoadBalancer()
                        .withIngress(
                                address.isEmpty()
                                        ? List.of()
                                        : List.of(new IngressLoadBalancerIngressBuilder()
                                                .withIp(address)
                                                .build()))
                        .endLoadBalancer()
                        .endStatus()
                        .build());
    }

    @Test
    void anotherControllerThatWritesTheSameStatusMakesNoLoop() {
        ObjectKey web = ingress("web");
        ClusterReporter reporter = started(replica(cluster.client(), "one")
                .addresses(List.of("192.0.2.1"))
                .timing(QUICK.contested(Duration.ofMinutes(5))));
        reporter.served(List.of(web), List.of());

        // The other one answers every write of ours with one of its own, at once.
        for (int round = 1; round <= 3; round++) {
            awaitShown(web, "192.0.2.1");
            overwrite(web, "198.51.100.7");
        }
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(warnings()).anyMatch(line -> line.contains("the status of Ingress " + web)));

        assertThat(warnings().filter(line -> line.contains(web.toString())))
                .singleElement()
                .asString()
                .contains("198.51.100.7", "[192.0.2.1]")
                .doesNotContain("somebody keeps");
        assertThat(reporter.statusWrites()).isEqualTo(3);
        for (int change = 0; change < 20; change++) {
            overwrite(web, "198.51.100." + (change % 2));
        }
        ObjectKey later = ingress("later"); // looked at after all that was heard before
        reporter.served(List.of(later), List.of());
        awaitShown(later, "192.0.2.1");
        assertThat(reporter.statusWrites()).isEqualTo(4);
        assertThat(reporter.failures()).isZero();
    }

    @Test
    void aTokenThatMayOnlyReadWritesNothingAndTheLogNamesTheRule() {
        ObjectKey web = ingress("web");
        cluster.apply(reader("{apiGroups: [networking.k8s.io], resources: [ingresses], verbs: [get, list, watch]}"));
        KubernetesClient client = cluster.client(cluster.token(namespace, "reader", 600));
        ClusterReporter reporter = started(
                replica(client, "reader").addresses(List.of("192.0.2.1")).events(true));
        toClose.add(client);
        reporter.served(List.of(web), List.of());
        reporter.remarks(List.of(remark(web, "unreadable")), List.of());

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(warnings()).hasSize(1));
        assertThat(warnings().toList().get(0))
                .contains(
                        "refuses to get leases in namespace " + namespace,
                        "{apiGroups: [\"coordination.k8s.io\"], resources: [leases], verbs: [get, create, update]}");

        // With the Lease alone, the next rules are named, and what may be done is done as soon as it may.
        cluster.apply(reader(
                "{apiGroups: [networking.k8s.io], resources: [ingresses], verbs: [get, list, watch]}",
                "{apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, update]}"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(warnings()).hasSize(3));
        assertThat(warnings().toList())
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "refuses to update ingresses/status",
                                "{apiGroups: [\"networking.k8s.io\"], resources: [ingresses/status], verbs: [update]}"))
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "refuses to create events",
                                "{apiGroups: [\"\"], resources: [events], verbs: [create, patch]}"));
        assertThat(shown(web)).isEmpty();
        assertThat(reporter.statusWrites() + reporter.eventWrites()).isZero();

        cluster.apply(reader(
                "{apiGroups: [networking.k8s.io], resources: [ingresses], verbs: [get, list, watch]}",
                "{apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, update]}",
                "{apiGroups: [networking.k8s.io], resources: [ingresses/status], verbs: [update]}",
                "{apiGroups: [\"\"], resources: [events], verbs: [create, patch]}"));
        awaitShown(web, "192.0.2.1");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(web)).hasSize(1));
    }

    private String reader(String... rules) {
        return KubernetesCluster.account(namespace, "reader", rules);
    }

    private static Diagnostic remark(ObjectKey ingress, String message) {
        return Diagnostic.warning(
                "unknown-annotation", new ResourceId(Kind.INGRESS, ingress), "metadata.annotations[x]", "8", message);
    }

    private List<Event> events(ObjectKey ingress) {
        return cluster.client()
                .v1()
                .events()
                .inNamespace(namespace)
                .withField("involvedObject.name", ingress.name())
                .list()
                .getItems();
    }

    @Test
    void aRemarkBecomesOneEventWhoeverTellsItAndHoweverOften() {
        ObjectKey web = ingress("web");
        ClusterReporter first = started(replica(cluster.client(), "first").events(true));
        Diagnostic known = remark(web, "not known; ignored");
        Diagnostic note = known.toBuilder()
                .severity(Diagnostic.Severity.NOTE)
                .message("a note")
                .build();
        Diagnostic other = remark(web, "another one");
        Diagnostic elsewhere =
                Diagnostic.warning("secret", new ResourceId(Kind.SECRET, web), "data", "hidden", "not for everybody");

        first.remarks(List.of(known, note, elsewhere), List.of());
        first.remarks(List.of(), List.of(known));
        first.remarks(List.of(known), List.of());
        first.remarks(List.of(other), List.of());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(web)).hasSize(2));
        first.close();
        ClusterReporter second = started(replica(cluster.client(), "second").events(true));
        second.remarks(List.of(known, other, remark(web, "a third one")), List.of());
        await().atMost(PATIENCE).until(() -> second.eventWrites() == 1);

        assertThat(events(web))
                .hasSize(3)
                .allSatisfy(event -> {
                    assertThat(event.getType()).isEqualTo("Warning");
                    assertThat(event.getReason()).isEqualTo("UnknownAnnotation");
                    assertThat(event.getCount()).isEqualTo(1);
                    assertThat(event.getInvolvedObject().getUid())
                            .isEqualTo(read(web).getMetadata().getUid());
                })
                .extracting(Event::getMessage)
                .contains("metadata.annotations[x]: \"8\": not known; ignored");
        assertThat(shown(web)).isEmpty();
    }

    @Test
    void aLeaderThatCannotRenewStopsByItselfAndGoesOnWhereNobodyTookOver() {
        try (KubernetesCluster fragile = KubernetesCluster.start();
                ClusterReporter reporter = ClusterReporter.builder(fragile.client())
                        .lease(new ObjectKey("default", "leader"))
                        .identity("one")
                        .events(true)
                        .timing(QUICK)
                        .build()) {
            reporter.start();
            await().atMost(PATIENCE).until(reporter::isLeader);

            fragile.apiServer().freeze();
            try {
                await().atMost(PATIENCE).until(() -> !reporter.isLeader());
            } finally {
                fragile.apiServer().thaw();
            }

            await().atMost(PATIENCE).until(reporter::isLeader);
            fragile.apiServer().kill();
            await().atMost(PATIENCE).until(() -> !reporter.isLeader());
            fragile.apiServer().start();
            await().atMost(PATIENCE).until(reporter::isLeader);
        }
    }
}
