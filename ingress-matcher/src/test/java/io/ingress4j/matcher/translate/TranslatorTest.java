package io.ingress4j.matcher.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.StandardFeatures;
import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteAction;
import io.ingress4j.matcher.route.RoutingSnapshot;
import io.ingress4j.matcher.route.VirtualHost;
import io.ingress4j.model.ConfigMap;
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
import io.ingress4j.model.Secret;
import io.ingress4j.model.Service;
import io.ingress4j.model.ServicePort;
import io.ingress4j.model.ServicePortRef;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class TranslatorTest {
    private static final String PREFIX = "nginx.ingress.kubernetes.io/";

    private static final ObjectKey SETTINGS = new ObjectKey("shop", "settings");
    private static final List<Secret> CERTIFICATES =
            List.of(TestCertificates.one("secret"), TestCertificates.two("secret"), TestCertificates.broken("secret"));

    private static final TranslationSettings SOME =
            TranslationSettings.builder().configMap(SETTINGS).build();
    private static final TranslationSettings ALL = TranslationSettings.builder()
            .configMap(SETTINGS)
            .defaultBackend(new ObjectKey("shop", "s0"))
            .defaultCertificate(new ObjectKey("shop", "secret"))
            .healthPath("/p0")
            .zone("a")
            .build();

    private final Translator translator = translator();
    private Resources resources = Resources.empty();

    private static Translator translator() {
        return new Translator(SOME, StandardFeatures.all(), Set.of());
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

    @Test
    void suppliedEndpointsMakeUpForAbsentOnesAndOverrideNoRefusal() {
        var supplied = new Endpoint("127.0.0.1", 3000);
        var supplying = new Translator(
                TranslationSettings.builder()
                        .fallbackEndpoints(name -> List.of(supplied))
                        .build(),
                StandardFeatures.all(),
                Set.of());
        Resources withoutService = Resources.empty().with(ingress("a", "a.com", "cart"));
        var inward = new Service(
                new ObjectKey("shop", "cart"),
                "ExternalName",
                "",
                List.of(),
                Optional.of("169.254.169.254"),
                List.of());
        Service other = Service.of("shop", "cart", new ServicePort("other", 81, "81", "TCP"));

        supplying.translate(withoutService, Set.of(ingress("a", "a.com", "cart").id()));
        assertThat(supplying.cluster(cart()).endpoints().endpoints()).containsExactly(supplied);
        assertThat(supplying.remarks().all()).isEmpty();
        supplying.translate(withoutService.with(inward), Set.of(inward.id()));
        assertThat(supplying.cluster(cart()).endpoints().endpoints()).isEmpty();
        assertThat(supplying.remarks().all()).extracting(Diagnostic::code).containsExactly("inward-external-name");
        supplying.translate(withoutService.with(other), Set.of(other.id()));
        assertThat(supplying.cluster(cart()).endpoints().endpoints()).isEmpty();
        assertThat(supplying.remarks().all()).extracting(Diagnostic::code).containsExactly("missing-port");
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

        assertThat(translator.remarks().all())
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

        assertThat(translator.remarks().all())
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

    private static Ingress aliased(String name, int created, String host, String aliases) {
        return Ingress.builder("shop", name)
                .created(Instant.ofEpochSecond(created))
                .annotation(PREFIX + "server-alias", aliases)
                .path(host, "/", PathType.PREFIX, "s", 80)
                .build();
    }

    @Test
    void anAliasOfTwoHostsBelongsToTheOldestIngressAndPassesOnWithIt() {
        put(aliased("young", 2, "young.com", "alias.com"));
        Translator.Result both = put(aliased("old", 1, "old.com", "alias.com"));

        assertThat(both.snapshot().host("old.com").orElseThrow().aliases()).containsExactly("alias.com");
        assertThat(both.snapshot().host("young.com").orElseThrow().aliases()).isEmpty();
        assertThat(translator.remarks().all())
                .filteredOn(d -> d.code().equals("duplicate-alias"))
                .singleElement()
                .satisfies(d -> assertThat(d.toString())
                        .contains("shop/young", "metadata.annotations[" + PREFIX + "server-alias]", "old.com"));

        Translator.Result passedOn = put(aliased("older", 0, "old.com", "other.com"));

        assertThat(passedOn.snapshot().host("young.com").orElseThrow().aliases())
                .containsExactly("alias.com");
        assertThat(passedOn.snapshot().host("old.com").orElseThrow().aliases()).containsExactly("other.com");
    }

    @Test
    void anAliasThatIsAHostOfItsOwnIsNoneAndSaysSo() {
        put(aliased("a", 1, "a.com", "b.com"));

        Translator.Result result = put(ingress("b", "b.com", "s"));

        assertThat(result.snapshot().host("a.com").orElseThrow().aliases()).isEmpty();
        assertThat(translator.remarks().all()).extracting(Diagnostic::code).contains("duplicate-alias");
    }

    @Test
    void whenEveryObjectIsGoneNothingIsRemembered() {
        var random = new Random(5);
        for (int edit = 0; edit < 400; edit++) {
            put(randomResource(random));
        }
        put(aliased("aliased", 1, "h1.com", "x.com,y.com"));
        assertThat(translator.remembersNothing()).isFalse();

        Set<ResourceId> gone = new HashSet<>();
        for (Class<? extends Resource> type : List.of(
                Ingress.class, IngressClass.class, Service.class, EndpointSlice.class, Secret.class, ConfigMap.class)) {
            resources.all(type).forEach(object -> gone.add(object.id()));
        }
        translator.translate(Resources.empty(), gone);

        assertThat(translator.remembersNothing()).isTrue();
    }

    @Test
    void aFeatureThatFailsOnOneIngressClosesThatOneOnly() {
        Feature<Mark> feature = new Feature<>() {
            @Override
            public List<AnnotationKey> annotations() {
                return List.of(new AnnotationKey("mark", "For this test."));
            }

            @Override
            public Class<Mark> policyType() {
                return Mark.class;
            }

            @Override
            public Optional<Mark> parse(AnnotationReader in) {
                if (in.has(annotations().get(0))) {
                    throw new IllegalStateException("broken");
                }
                return Optional.empty();
            }
        };
        var failing = new Translator(
                TranslationSettings.builder().build(), StandardFeatures.all().with(feature), Set.of());
        Ingress marked = Ingress.builder("shop", "a")
                .annotation(PREFIX + "mark", "x")
                .path("a.com", "/", PathType.PREFIX, "s", 80)
                .build();
        Ingress other = ingress("b", "b.com", "s");
        Resources state = Resources.empty().with(marked).with(other);

        RoutingSnapshot table =
                failing.translate(state, Set.of(marked.id(), other.id())).snapshot();

        assertThat(table.host("a.com").orElseThrow().routes().get(0).action())
                .isEqualTo(new RouteAction.Respond(DirectResponse.UNAVAILABLE));
        assertThat(table.host("b.com").orElseThrow().routes().get(0).action()).isInstanceOf(RouteAction.Forward.class);
        assertThat(failing.remarks().all())
                .filteredOn(remark -> remark.code().equals("failed-feature"))
                .singleElement()
                .asString()
                .contains("Ingress shop/a", "broken", "503");
    }

    private record Mark() implements Policy {}

    @Test
    void aHostThatFailsAnswers503AndLeavesTheOthersAlone() {
        var feature = new Feature<Incomparable>() {
            @Override
            public List<AnnotationKey> annotations() {
                return List.of(new AnnotationKey("mark", "For this test."));
            }

            @Override
            public Class<Incomparable> policyType() {
                return Incomparable.class;
            }

            @Override
            public Optional<Incomparable> parse(AnnotationReader in) {
                return in.has(annotations().get(0)) ? Optional.of(new Incomparable()) : Optional.empty();
            }
        };
        var failing = new Translator(
                TranslationSettings.builder().build(),
                StandardFeatures.all().with(feature),
                Set.of(Incomparable.class));
        Ingress marked = Ingress.builder("shop", "a")
                .annotation(PREFIX + "mark", "x")
                .path("a.com", "/", PathType.PREFIX, "s", 80)
                .tls(List.of("a.com"), "secret")
                .build();
        Ingress other = ingress("b", "b.com", "s");
        failing.translate(Resources.empty().with(marked), Set.of(marked.id()));

        // Only now there is something to compare with.
        Translator.Result result =
                failing.translate(Resources.empty().with(marked).with(other), Set.of(marked.id(), other.id()));

        VirtualHost closed = result.snapshot().host("a.com").orElseThrow();
        assertThat(closed.tls()).isTrue();
        assertThat(closed.routes())
                .singleElement()
                .extracting(Route::action)
                .isEqualTo(new RouteAction.Respond(DirectResponse.UNAVAILABLE));
        assertThat(result.snapshot().host("b.com").orElseThrow().routes().get(0).action())
                .isInstanceOf(RouteAction.Forward.class);
        assertThat(result.changedHosts()).containsExactlyInAnyOrder("a.com", "b.com");
        assertThat(failing.remarks().all())
                .filteredOn(remark -> remark.code().equals("failed-host"))
                .singleElement()
                .asString()
                .contains("Ingress shop/a", "a.com", "StackOverflowError", "503");
    }

    private static final class Incomparable implements Policy {
        @Override
        public boolean equals(Object other) {
            throw new StackOverflowError("too deep");
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Test
    void anExpressionOfManyNestedGroupsIsRefused() {
        put(Ingress.builder("shop", "a")
                .annotation(PREFIX + "use-regex", "true")
                .path("a.com", "/" + "(".repeat(5000) + "a" + ")".repeat(5000), PathType.PREFIX, "s", 80)
                .build());

        assertThat(translator.remarks().all()).extracting(Diagnostic::code).contains("invalid-regex");
    }

    @Test
    void section11AnExternalNameThatLeadsInwardIsRefused() {
        var external = new Service(
                new ObjectKey("shop", "cart"),
                "ExternalName",
                "",
                List.of(),
                Optional.of("localhost"),
                List.of(new ServicePort("", 80, "80", "TCP")));
        put(ingress("a", "a.com", "cart"), external);

        assertThat(translator.cluster(cart()).endpoints().endpoints()).isEmpty();
        assertThat(translator.remarks().all()).extracting(Diagnostic::code).contains("inward-external-name");
    }

    @Test
    void aCanaryIsLeftOutAndNotServedAsAnOrdinaryIngress() {
        Translator.Result result = put(Ingress.builder("shop", "canary")
                .annotation(PREFIX + "canary", "true")
                .path("a.com", "/", PathType.PREFIX, "s", 80)
                .build());

        assertThat(result.snapshot().hosts()).isEmpty();
        assertThat(translator.remarks().all()).extracting(Diagnostic::code).containsOnlyOnce("canary-left-out");
    }

    @Test
    void anUnknownAnnotationIsReportedWithTheNearestKnownName() {
        put(Ingress.builder("shop", "a")
                .annotation(PREFIX + "proxy-body-sise", "8m")
                .path("a.com", "/", PathType.PREFIX, "s", 80)
                .build());

        assertThat(translator.remarks().all())
                .anySatisfy(d -> assertThat(d.message()).contains("did you mean proxy-body-size?"));
    }

    @Test
    void incrementalTranslationEqualsFullTranslationOnRandomEdits() {
        var random = new Random(11);
        for (int round = 0; round < 40; round++) {
            TranslationSettings settings = round % 2 == 0 ? SOME : ALL;
            Translator incremental = new Translator(settings, StandardFeatures.all(), Set.of());
            Map<ResourceId, Resource> objects = new LinkedHashMap<>();
            Resources state = Resources.empty();
            RoutingSnapshot before = RoutingSnapshot.empty();
            for (int edit = 0; edit < 50; edit++) {
                Resource resource = randomResource(random);
                boolean remove = random.nextInt(4) == 0;
                state = remove ? state.without(resource.id()) : state.with(resource);
                if (remove) {
                    objects.remove(resource.id());
                } else {
                    objects.put(resource.id(), resource);
                }
                Translator.Result now = incremental.translate(state, Set.of(resource.id()));
                assertThat(differing(before, now.snapshot())).isEqualTo(now.changedHosts());
                before = now.snapshot();
                if (edit % 4 == 0) {
                    var full = new Translator(settings, StandardFeatures.all(), Set.of());
                    assertThat(now.snapshot())
                            .isEqualTo(full.translate(state, objects.keySet()).snapshot());
                    assertThat(endpoints(incremental, now.snapshot())).isEqualTo(endpoints(full, now.snapshot()));
                    assertThat(incremental.remarks().all())
                            .containsExactlyInAnyOrderElementsOf(full.remarks().all());
                }
            }
        }
    }

    private static Map<ClusterName, List<Endpoint>> endpoints(Translator translator, RoutingSnapshot snapshot) {
        Map<ClusterName, List<Endpoint>> endpoints = new TreeMap<>();
        for (VirtualHost host : snapshot.hosts()) {
            for (Route route : host.routes()) {
                if (route.action() instanceof RouteAction.Forward forward) {
                    ClusterName name = forward.cluster();
                    endpoints.put(name, translator.cluster(name).endpoints().endpoints());
                }
            }
        }
        return endpoints;
    }

    private static Resource randomResource(Random random) {
        String name = "o" + random.nextInt(8);
        return switch (random.nextInt(14)) {
            case 0 -> randomService(random, "s" + random.nextInt(4));
            case 1, 2 -> randomSlice(random);
            case 3 ->
                new IngressClass(
                        new ObjectKey("", "c" + random.nextInt(2)),
                        random.nextBoolean() ? "k8s.io/ingress-nginx" : "example.com/other",
                        random.nextInt(3) == 0);
            case 4 -> CERTIFICATES.get(random.nextInt(CERTIFICATES.size()));
            case 5 -> oneOf(random, GLOBALS);
            default -> randomIngress(random, name);
        };
    }

    private static final List<ConfigMap> GLOBALS = List.of(
            globals("ssl-redirect", "true"),
            new ConfigMap(SETTINGS, Map.of("ssl-redirect", "false", "http-redirect-code", "301")),
            new ConfigMap(SETTINGS, Map.of("ssl-redirect", "unreadable", "nonsense", "1")),
            globals("use-gzip", "true"),
            globals("block-cidrs", "10.0.0.0/8"),
            globals("global-auth-url", "http://auth"),
            new ConfigMap(SETTINGS, Map.of(), false));

    private static ConfigMap globals(String name, String value) {
        return new ConfigMap(SETTINGS, Map.of(name, value));
    }

    private static final List<List<String>> ANNOTATIONS = List.of(
            List.of("use-regex", "true"),
            List.of("rewrite-target", "/$1"),
            List.of("rewrite-target", "/p1"),
            List.of("server-alias", "h0.com"),
            List.of("server-alias", "h3.com,alias.com"),
            List.of("server-alias", "alias.com,*.h1.com"),
            List.of("server-alias", "www.h2.com,x.*"),
            List.of("from-to-www-redirect", "true"),
            List.of("from-to-www-redirect", "unreadable"),
            List.of("app-root", "/x"),
            List.of("app-root", "/y"),
            List.of("auth-url", "http://auth"),
            List.of("auth-tls-secret", "shop/ca"),
            List.of("enable-global-auth", "false"),
            List.of("canary", "true"),
            List.of("canary-weight", "5"),
            List.of("permanent-redirect", "https://x.com"),
            List.of("proxy-body-size", "8m"),
            List.of("ssl-redirect", "false"));

    private static <T> T oneOf(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static Service randomService(Random random, String name) {
        return switch (random.nextInt(4)) {
            case 0 ->
                new Service(
                        new ObjectKey("shop", name),
                        "ExternalName",
                        "",
                        List.of(),
                        Optional.of(oneOf(random, List.of("e0.com", "e1.com", "localhost"))),
                        List.of(new ServicePort("", 80, "80", "TCP")));
            case 1 -> Service.of("shop", name, new ServicePort("other", 81, "web", "TCP"));
            case 2 ->
                Service.builder("shop", name)
                        .ipFamilies("IPv6", "IPv4")
                        .port(new ServicePort("http", 80, "web", "TCP"))
                        .build();
            default -> service(name);
        };
    }

    /** A slice that may pass from one Service to another. */
    private static EndpointSlice randomSlice(Random random) {
        boolean ready = random.nextInt(3) > 0;
        boolean six = random.nextInt(3) == 0;
        List<String> hints = oneOf(random, List.of(List.<String>of(), List.of("a"), List.of("b")));
        var endpoint = new EndpointSlice.Endpoint(
                List.of((six ? "fd00::" : "10.0.0.") + random.nextInt(9)),
                ready,
                random.nextBoolean(),
                !ready,
                "",
                hints);
        return new EndpointSlice(
                new ObjectKey("shop", "slice" + random.nextInt(5)),
                "s" + random.nextInt(4),
                six ? "IPv6" : "IPv4",
                List.of(new EndpointSlice.Port(random.nextInt(5) == 0 ? "other" : "http", 8080, "TCP")),
                List.of(endpoint));
    }

    private static Ingress randomIngress(Random random, String name) {
        Ingress.Builder builder = Ingress.builder("shop", name).created(Instant.ofEpochSecond(random.nextInt(3)));
        if (random.nextInt(3) == 0) {
            builder.className(oneOf(random, List.of("nginx", "c0", "c1")));
        }
        if (random.nextInt(6) == 0) {
            builder.annotation("kubernetes.io/ingress.class", "c" + random.nextInt(2));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            List<String> annotation = oneOf(random, ANNOTATIONS);
            builder.annotation(PREFIX + annotation.get(0), annotation.get(1));
        }
        if (random.nextInt(3) == 0) {
            builder.tls(
                    oneOf(random, List.of(List.of("h0.com"), List.of("h1.com", "h0.com"), List.<String>of())),
                    oneOf(random, List.of("secret", "nowhere", "")));
        }
        if (random.nextInt(4) == 0) {
            var port = ServicePortRef.numbered(80);
            builder.defaultBackend(new IngressBackend.ServiceBackend("s" + random.nextInt(4), port));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            builder.path(
                    oneOf(random, HOSTS),
                    oneOf(random, List.of("/p0", "/p1", "/p1/", "/", "/(p0", "/%70")),
                    oneOf(random, List.of(PathType.values())),
                    "s" + random.nextInt(4),
                    80);
        }
        return builder.build();
    }

    private static final List<String> HOSTS =
            List.of("h0.com", "h1.com", "h2.com", "h3.com", "www.h0.com", "www.h2.com", "*.h1.com", "");

    private static Set<String> differing(RoutingSnapshot before, RoutingSnapshot after) {
        Set<String> names = new HashSet<>();
        before.differences(
                after, (old, now) -> names.add(old.or(() -> now).orElseThrow().host()));
        return names;
    }

    @Test
    void aChangedServiceTranslatesNoHost() {
        put(ingress("a", "a.com", "cart"));
        long before = translator.hostsTranslated();

        put(service("cart"));

        assertThat(translator.hostsTranslated()).isEqualTo(before);
    }

    @Test
    void aChangedSecretTranslatesTheHostsThatAskedForItOnly() {
        Ingress[] many = new Ingress[50];
        for (int i = 0; i < many.length; i++) {
            many[i] = ingress("i" + i, "i" + i + ".com", "s");
        }
        put(many);
        put(Ingress.builder("shop", "tls")
                .tls(List.of("h0.com"), "secret")
                .path("h0.com", "/", PathType.PREFIX, "s", 80)
                .build());
        long before = translator.hostsTranslated();

        Translator.Result result = put(CERTIFICATES.get(0));

        assertThat(result.changedHosts()).containsExactly("h0.com");
        assertThat(translator.hostsTranslated() - before).isEqualTo(1);
    }

    @Test
    void theDefaultCertificateFollowsItsSecretAndTranslatesNoHost() {
        var own = new Translator(ALL, StandardFeatures.all(), Set.of());
        Secret first = TestCertificates.one("secret");
        Resources all = Resources.empty().with(ingress("a", "a.com", "cart"));
        own.translate(all, Set.of(ingress("a", "a.com", "cart").id()));
        assertThat(own.remarks().all()).extracting(Diagnostic::code).contains("missing-default-certificate");
        long before = own.hostsTranslated();

        RoutingSnapshot shown =
                own.translate(all.with(first), Set.of(first.id())).snapshot();
        assertThat(shown.defaultCertificate()).isPresent();
        assertThat(own.remarks().all()).extracting(Diagnostic::code).doesNotContain("missing-default-certificate");
        Secret second = TestCertificates.two("secret");
        RoutingSnapshot changed =
                own.translate(all.with(second), Set.of(second.id())).snapshot();
        assertThat(changed.defaultCertificate()).isPresent().isNotEqualTo(shown.defaultCertificate());
        assertThat(changed).isNotEqualTo(shown);
        Secret broken = TestCertificates.broken("secret");
        assertThat(own.translate(all.with(broken), Set.of(broken.id()))
                        .snapshot()
                        .defaultCertificate())
                .isEmpty();
        assertThat(own.remarks().all()).extracting(Diagnostic::code).contains("unusable-certificate");
        assertThat(own.hostsTranslated()).isEqualTo(before);
    }

    @Test
    void theHealthPathAnswers503OnceItDrains() {
        var own = new Translator(ALL, StandardFeatures.all(), Set.of());
        assertThat(own.translate(Resources.empty(), Set.of()).snapshot().toString())
                .contains("exact /p0 -> answer 200");

        own.drain();
        Translator.Result draining = own.translate(Resources.empty(), Set.of());
        assertThat(draining.changedHosts()).containsExactly("");
        assertThat(draining.snapshot().toString()).contains("exact /p0 -> answer 503");
        own.drain();
        assertThat(own.translate(Resources.empty(), Set.of()).changedHosts()).isEmpty();
    }

    @Test
    void aSecretThatManyHostsShowIsReadOnce() {
        for (int i = 0; i < 50; i++) {
            put(showing("secret", i, "cart"));
        }
        put(TestCertificates.one("secret"));
        assertThat(translator.secretsRead()).isEqualTo(1);

        put(showing("secret", 1, "other"));
        assertThat(translator.secretsRead()).isEqualTo(1);

        put(TestCertificates.two("secret"));
        assertThat(translator.secretsRead()).isEqualTo(2);
    }

    @Test
    void aSecretThatIsGoneIsForgottenAlthoughItsHostsStillAskForIt() {
        put(showing("secret", 1, "cart"), TestCertificates.one("secret"));
        ResourceId secret = TestCertificates.one("secret").id();
        resources = resources.without(secret);
        translator.translate(resources, Set.of(secret));
        assertThat(translator.secretsRead()).isEqualTo(1);

        put(TestCertificates.one("secret"));

        assertThat(translator.secretsRead()).isEqualTo(2);
    }

    private static Ingress showing(String secret, int number, String service) {
        String host = "h" + number + ".com";
        return Ingress.builder("shop", "i" + number)
                .tls(List.of(host), secret)
                .path(host, "/", PathType.PREFIX, service, 80)
                .build();
    }

    @Test
    void aSettingThatNobodyReadsTranslatesNoHostAndOneThatIsReadAll() {
        put(ingress("a", "a.com", "s"), ingress("b", "b.com", "s"));
        long before = translator.hostsTranslated();

        put(new ConfigMap(SETTINGS, Map.of("use-gzip", "true")));
        assertThat(translator.hostsTranslated()).isEqualTo(before);

        Translator.Result result = put(new ConfigMap(SETTINGS, Map.of("ssl-redirect", "false")));
        assertThat(result.changedHosts()).containsExactlyInAnyOrder("a.com", "b.com");
    }

    @Test
    void kindsHaveTheNamesThatManifestsWrite() {
        assertThat(Kind.ENDPOINT_SLICE).hasToString("EndpointSlice");
    }
}
