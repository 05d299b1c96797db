package io.ingress4j.proxy.netty.support;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.StandardFeatures;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.FeatureSet;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.route.RouteMatch;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.model.ConfigMap;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.PathType;
import io.ingress4j.model.Resource;
import io.ingress4j.model.source.InMemorySource;
import io.ingress4j.proxy.netty.IngressProxy;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.proxy.netty.config.ProxyLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A running proxy on loopback whose one route, {@code /} of host {@code a.test}, leads to given endpoints. */
public final class TestProxy implements AutoCloseable {
    private static final ObjectKey SETTINGS = new ObjectKey("shop", "settings");

    private final IngressProxy proxy;
    private final IngressEngine engine;
    private final InMemorySource source;

    private TestProxy(Builder builder) throws Exception {
        source = new InMemorySource("test");
        Ingress.Builder ingress = Ingress.builder("shop", "web").path("a.test", "/", PathType.PREFIX, "web", 80);
        builder.annotations.forEach((name, value) -> ingress.annotation("nginx.ingress.kubernetes.io/" + name, value));
        builder.tls.forEach((host, secret) -> ingress.tls(List.of(host), secret));
        source.put(ingress.build());
        builder.objects.forEach(source::put);
        source.put(new ConfigMap(SETTINGS, builder.globals));
        var router = new LiveRouter(Router.empty());
        IngressProxy.Builder settings = IngressProxy.builder(router)
                .listen(Listener.http("127.0.0.1", 0))
                .listen(Listener.https("127.0.0.1", 0))
                .limits(builder.limits)
                .nativeLibraries(builder.natives);
        builder.more.accept(settings);
        proxy = settings.build();
        TranslationSettings.Builder translation =
                TranslationSettings.builder().configMap(SETTINGS).fallbackEndpoints(cluster -> builder.endpoints);
        builder.operator.accept(translation);
        engine = IngressEngine.builder()
                .source(source)
                .dataPlane(proxy)
                .features(builder.features)
                .router(router)
                .settings(translation.build())
                .afterChange(builder.follower)
                .build();
        engine.start().toCompletableFuture().get(10, TimeUnit.SECONDS);
        proxy.start();
    }

    /** Returns a builder of a proxy that leads to ports of loopback; to no endpoint where none is given. */
    public static Builder to(int... ports) {
        return new Builder(IntStream.of(ports)
                .mapToObj(port -> new Endpoint("127.0.0.1", port))
                .toList());
    }

    /** Returns a builder of a proxy that leads to an endpoint. */
    public static Builder to(Endpoint endpoint) {
        return new Builder(List.of(endpoint));
    }

    /** Returns the port that speaks HTTP in the clear. */
    public int port() {
        return proxy.addresses().get(0).getPort();
    }

    /** Returns the port that speaks TLS. */
    public int tlsPort() {
        return proxy.addresses().get(1).getPort();
    }

    /** Returns the proxy. */
    public IngressProxy proxy() {
        return proxy;
    }

    /** Returns the engine that the proxy follows. */
    public IngressEngine engine() {
        return engine;
    }

    /** Returns the objects, to be changed while the proxy runs. */
    public InMemorySource source() {
        return source;
    }

    /** Connects a client. */
    public RawClient connect() throws IOException {
        return RawClient.connect(port());
    }

    @Override
    public void close() {
        engine.close();
        proxy.close();
    }

    /** What every route asks for. */
    private record Asked() implements Policy {}

    private record OneStep(HttpFilter step) implements Feature<Asked> {
        @Override
        public List<AnnotationKey> annotations() {
            return List.of();
        }

        @Override
        public Class<Asked> policyType() {
            return Asked.class;
        }

        @Override
        public Optional<Asked> parse(AnnotationReader in) {
            return Optional.of(new Asked());
        }

        @Override
        public Optional<HttpFilter> filter(Asked policy, RouteMatch match) {
            return Optional.of(step);
        }
    }

    /** What a test asks of its proxy. */
    public static final class Builder {
        private final List<Endpoint> endpoints;
        private final Map<String, String> annotations = new LinkedHashMap<>();
        private ProxyLimits limits = ProxyLimits.DEFAULT;
        private final Map<String, String> globals = new LinkedHashMap<>();
        private final Map<String, String> tls = new LinkedHashMap<>();
        private final List<Resource> objects = new ArrayList<>();
        private boolean natives = true;
        private FeatureSet features = StandardFeatures.all();
        private Consumer<IngressProxy.Builder> more = settings -> {};
        private Consumer<TranslationSettings.Builder> operator = settings -> {};
        private Consumer<IngressEngine> follower = engine -> {};

        private Builder(List<Endpoint> endpoints) {
            this.endpoints = endpoints;
        }

        /** Adds an annotation by its short name. */
        public Builder annotation(String name, String value) {
            annotations.put(name, value);
            return this;
        }

        /** Adds a step to the route, behind those that annotations ask for. */
        public Builder step(HttpFilter filter) {
            features = features.with(new OneStep(filter));
            return this;
        }

        /** Sets the limits. */
        public Builder limits(ProxyLimits limits) {
            this.limits = limits;
            return this;
        }

        /** Sets a global setting. */
        public Builder global(String key, String value) {
            globals.put(key, value);
            return this;
        }

        /** Adds a host that TLS is for, with the name of a Secret in namespace {@code shop}. */
        public Builder tls(String host, String secret) {
            tls.put(host, secret);
            return this;
        }

        /** Adds an object, a Secret or another Ingress for instance. */
        public Builder object(Resource object) {
            objects.add(object);
            return this;
        }

        /** Sets whether native libraries are used. */
        public Builder natives(boolean wanted) {
            this.natives = wanted;
            return this;
        }

        /** Sets what else is asked of the proxy. */
        public Builder with(Consumer<IngressProxy.Builder> settings) {
            this.more = settings;
            return this;
        }

        /** Sets what the operator decides besides. */
        public Builder operator(Consumer<TranslationSettings.Builder> decisions) {
            this.operator = decisions;
            return this;
        }

        /** Sets who is told after each change. */
        public Builder afterChange(Consumer<IngressEngine> follower) {
            this.follower = follower;
            return this;
        }

        /** Starts the proxy; its route serves when this returns. */
        public TestProxy start() throws Exception {
            return new TestProxy(this);
        }
    }
}
