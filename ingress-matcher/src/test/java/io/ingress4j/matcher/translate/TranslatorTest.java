package io.ingress4j.matcher.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.StandardFeatures;
import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.EndpointSlice;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressBackend;
import io.ingress4j.model.IngressClass;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.PathType;
import io.ingress4j.model.Resource;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import io.ingress4j.model.Service;
import io.ingress4j.model.ServicePort;
import io.ingress4j.model.ServicePortRef;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TranslatorTest {
    private static final String PREFIX = "nginx.ingress.kubernetes.io/";

    private final Translator translator = translator();
    private Resources resources = Resources.empty();

    private static Translator translator() {
        return new Translator(TranslationSettings.builder().build(), StandardFeatures.all(), Set.of());
    }

    private Translator.Result put(Resource... changed) {
        Set<ResourceId> ids = new HashSet<>();
        for (Resource resource : changed) {
            resources = resources.with(resource);
            ids.add(resource.id());
        }
        return translator.translate(resources, ids);
    }

    private static Ingress ingress(String name, String host, String service) {
        return Ingress.builder("shop", name)
                .path(host, "/", PathType.PREFIX, service, 80)
                .build();
    }

    private static EndpointSlice slice(String service, EndpointSlice.Endpoint... endpoints) {
        return new EndpointSlice(
                new ObjectKey("shop", service + "-1"),
                service,
                "IPv4",
                List.of(new EndpointSlice.Port("http", 8080, "TCP")),
                List.of(endpoints));
    }

    private static Service service(String name) {
        return Service.of("shop", name, new ServicePort("http", 80, "web", "TCP"));
    }

    @Test
    void aChangeOfEndpointsTranslatesNoHost() {
        put(ingress("a", "a.com", "cart"), service("cart"));
        long before = translator.hostsTranslated();

        Translator.Result result = put(slice("cart", EndpointSlice.Endpoint.ready("10.0.0.1")));

        assertThat(result.changedHosts()).isEmpty();
        assertThat(translator.hostsTranslated()).isEqualTo(before);
        assertThat(translator.cluster(cart()).endpoints().endpoints()).containsExactly(new Endpoint("10.0.0.1", 8080));
    }

    private static ClusterName cart() {
        return new ClusterName(new ObjectKey("shop", "cart"), "80");
    }

    @Test
    void oneChangedIngressAmongManyTranslatesItsHostsOnly() {
        Ingress[] many = new Ingress[500];
        for (int i = 0; i < many.length; i++) {
            many[i] = ingress("i" + i, "h" + i + ".com", "s");
        }
        put(many);
        long before = translator.hostsTranslated();

        Translator.Result result = put(ingress("i7", "h7.com", "other"));

        assertThat(result.changedHosts()).containsExactly("h7.com");
        assertThat(translator.hostsTranslated() - before).isEqualTo(1);
    }

    @Test
    void section6OnlyReadyEndpointsAreUsedAndTerminatingOnesAsALastResort() {
        var terminating = new EndpointSlice.Endpoint(List.of("10.0.0.9"), false, true, true, "", List.of());
        put(
                ingress("a", "a.com", "cart"),
                service("cart"),
                slice("cart", EndpointSlice.Endpoint.ready("10.0.0.1"), terminating));
        assertThat(translator.cluster(cart()).endpoints().endpoints()).containsExactly(new Endpoint("10.0.0.1", 8080));

        put(slice("cart", terminating));
        assertThat(translator.cluster(cart()).endpoints().endpoints()).containsExactly(new Endpoint("10.0.0.9", 8080));
    }

    @Test
    void section4AnIngressOfAForeignClassIsNotServedAndSaysSo() {
        put(new IngressClass(new ObjectKey("", "theirs"), "example.com/other", false));
        put(Ingress.builder("shop", "a")
                .className("theirs")
                .path("a.com", "/", PathType.PREFIX, "s", 80)
                .build());

        assertThat(translator.diagnostics())
                .anySatisfy(d -> assertThat(d.toString()).contains("not-served", "shop/a", "example.com/other"));
        assertThat(resources.size()).isEqualTo(2);
    }

    @Test
    void section4AnIngressWithoutClassBelongsToTheDefaultClass() {
        put(new IngressClass(new ObjectKey("", "theirs"), "example.com/other", true));

        Translator.Result result = put(ingress("a", "a.com", "s"));

        assertThat(result.snapshot().hosts()).isEmpty();
    }

    @Test
    void aChangedClassTranslatesTheHostsOfItsIngressesOnly() {
        Ingress[] many = new Ingress[50];
        for (int i = 0; i < many.length; i++) {
            many[i] = ingress("i" + i, "h" + i + ".com", "s");
        }
        put(many);
        put(Ingress.builder("shop", "named")
                .className("ours")
                .path("named.com", "/", PathType.PREFIX, "s", 80)
                .build());
        long before = translator.hostsTranslated();

        Translator.Result result = put(new IngressClass(new ObjectKey("", "ours"), "k8s.io/ingress-nginx", false));

        assertThat(result.changedHosts()).containsExactly("named.com");
        assertThat(translator.hostsTranslated() - before).isEqualTo(1);
    }

    @Test
    void aClassThatBecomesTheDefaultTakesTheIngressesWithoutClass() {
        put(ingress("a", "a.com", "s"), new IngressClass(new ObjectKey("", "theirs"), "example.com/other", false));

        assertThat(put(new IngressClass(new ObjectKey("", "theirs"), "example.com/other", true))
                        .changedHosts())
                .containsExactly("a.com");
    }

    @Test
    void anUnreadableExpressionIsReportedOnceAtItsOwnPath() {
        put(Ingress.builder("shop", "a")
                .annotation(PREFIX + "use-regex", "true")
                .path("a.com", "/fine", PathType.PREFIX, "s", 80)
                .path("b.com", "/fine", PathType.PREFIX, "s", 80)
                .path("b.com", "/(broken", PathType.PREFIX, "s", 80)
                .build());

        assertThat(translator.diagnostics())
                .filteredOn(d -> d.code().equals("invalid-regex"))
                .extracting(Diagnostic::field)
                .containsExactly("spec.rules[1].http.paths[1].path");
    }

    @Test
    void anIngressWithoutRulesLendsTheCatchAllNoRedirectAndNoRewrite() {
        Translator.Result result = put(Ingress.builder("shop", "all")
                .annotation(PREFIX + "app-root", "/x")
                .annotation(PREFIX + "permanent-redirect", "https://x.com")
                .annotation(PREFIX + "rewrite-target", "/y")
                .annotation(PREFIX + "force-ssl-redirect", "true")
                .annotation(PREFIX + "upstream-vhost", "kept")
                .defaultBackend(new IngressBackend.ServiceBackend("s", ServicePortRef.numbered(80)))
                .build());

        assertThat(result.snapshot().toString())
                .isEqualTo("*\n  prefix / -> shop/s:80 [shop/all] [UpstreamVhostPolicy[host=kept]]\n");
    }

    @Test
    void section11AnExternalNameThatLeadsInwardIsRefused() {
        var external = new Service(
                new ObjectKey("shop", "cart"),
                "ExternalName",
                "",
                java.util.Optional.of("localhost"),
                List.of(new ServicePort("", 80, "80", "TCP")));
        put(ingress("a", "a.com", "cart"), external);

        assertThat(translator.cluster(cart()).endpoints().endpoints()).isEmpty();
        assertThat(translator.diagnostics()).extracting(Diagnostic::code).contains("inward-external-name");
    }

    @Test
    void aCanaryIsLeftOutAndNotServedAsAnOrdinaryIngress() {
        Translator.Result result = put(Ingress.builder("shop", "canary")
                .annotation(PREFIX + "canary", "true")
                .path("a.com", "/", PathType.PREFIX, "s", 80)
                .build());

        assertThat(result.snapshot().hosts()).isEmpty();
        assertThat(translator.diagnostics()).extracting(Diagnostic::code).containsExactly("canary-left-out");
    }

    @Test
    void anUnknownAnnotationIsReportedWithTheNearestKnownName() {
        put(Ingress.builder("shop", "a")
                .annotation(PREFIX + "proxy-body-sise", "8m")
                .path("a.com", "/", PathType.PREFIX, "s", 80)
                .build());

        assertThat(translator.diagnostics())
                .anySatisfy(d -> assertThat(d.message()).contains("did you mean proxy-body-size?"));
    }

    @Test
    void incrementalTranslationEqualsFullTranslationOnRandomEdits() {
        var random = new Random(11);
        for (int round = 0; round < 60; round++) {
            Translator incremental = translator();
            Map<ResourceId, Resource> objects = new LinkedHashMap<>();
            Resources state = Resources.empty();
            for (int edit = 0; edit < 60; edit++) {
                Resource resource = randomResource(random);
                boolean remove = random.nextInt(4) == 0;
                state = remove ? state.without(resource.id()) : state.with(resource);
                if (remove) {
                    objects.remove(resource.id());
                } else {
                    objects.put(resource.id(), resource);
                }
                Translator.Result now = incremental.translate(state, Set.of(resource.id()));
                if (edit % 5 == 0) {
                    Translator full = translator();
                    assertThat(now.snapshot())
                            .isEqualTo(full.translate(state, objects.keySet()).snapshot());
                    assertThat(incremental.diagnostics()).containsExactlyInAnyOrderElementsOf(full.diagnostics());
                }
            }
        }
    }

    private static Resource randomResource(Random random) {
        String name = "o" + random.nextInt(8);
        return switch (random.nextInt(8)) {
            case 0 -> service("s" + random.nextInt(4));
            case 1 -> slice("s" + random.nextInt(4), EndpointSlice.Endpoint.ready("10.0.0." + random.nextInt(9)));
            case 2 ->
                new IngressClass(
                        new ObjectKey("", "c" + random.nextInt(2)),
                        random.nextBoolean() ? "k8s.io/ingress-nginx" : "example.com/other",
                        random.nextInt(3) == 0);
            default -> randomIngress(random, name);
        };
    }

    private static Ingress randomIngress(Random random, String name) {
        Ingress.Builder builder = Ingress.builder("shop", name).created(Instant.ofEpochSecond(random.nextInt(3)));
        if (random.nextInt(3) == 0) {
            builder.className(random.nextBoolean() ? "nginx" : "c" + random.nextInt(2));
        }
        switch (random.nextInt(7)) {
            case 0 -> builder.annotation(PREFIX + "use-regex", "true");
            case 1 -> builder.annotation(PREFIX + "server-alias", "h" + random.nextInt(4) + ".com");
            case 2 -> builder.annotation(PREFIX + "from-to-www-redirect", "true");
            case 3 -> builder.annotation(PREFIX + "app-root", "/x");
            case 4 -> builder.annotation(PREFIX + "auth-url", "http://auth");
            default -> builder.tls(List.of("h0.com"), "secret");
        }
        for (int i = random.nextInt(3); i >= 0; i--) {
            String host = random.nextInt(8) == 0
                    ? ""
                    : (random.nextInt(4) == 0 ? "www." : "") + "h" + random.nextInt(4) + ".com";
            PathType type = PathType.values()[random.nextInt(3)];
            builder.path(host, "/p" + random.nextInt(3), type, "s" + random.nextInt(4), 80);
        }
        return builder.build();
    }

    @Test
    void kindsHaveTheNamesThatManifestsWrite() {
        assertThat(Kind.ENDPOINT_SLICE).hasToString("EndpointSlice");
    }
}
