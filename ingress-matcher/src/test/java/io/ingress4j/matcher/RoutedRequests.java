package io.ingress4j.matcher;

import io.ingress4j.matcher.feature.FilterContext;
import io.ingress4j.matcher.feature.FilterResult;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.http.HeaderFields;
import io.ingress4j.matcher.http.RequestHead;
import io.ingress4j.matcher.route.RouteAction;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.matcher.translate.Translator;
import io.ingress4j.model.ConfigMap;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Resource;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Sends requests through router and filters as a data plane does, and tells what comes of them; no byte is moved. */
public final class RoutedRequests {
    private static final ObjectKey SETTINGS = new ObjectKey("shop", "settings");

    private final Router router;

    private RoutedRequests(Router router) {
        this.router = router;
    }

    /** Compiles objects; redirects to HTTPS name {@code advertisedHttpsPort}. */
    public static RoutedRequests through(int advertisedHttpsPort, Map<String, String> settings, Resource... objects) {
        var configMap = new ConfigMap(SETTINGS, settings);
        Resources resources = Resources.empty().with(configMap);
        Set<ResourceId> changed = new HashSet<>(Set.of(configMap.id()));
        for (Resource object : objects) {
            resources = resources.with(object);
            changed.add(object.id());
        }
        var translator = new Translator(
                TranslationSettings.builder()
                        .advertisedHttpsPort(advertisedHttpsPort)
                        .configMap(SETTINGS)
                        .build(),
                StandardFeatures.all(),
                Set.of());
        Translator.Result result = translator.translate(resources, changed);
        return new RoutedRequests(Router.empty()
                .with(result.snapshot(), result.changedHosts(), StandardFeatures.all(), translator::cluster));
    }

    /** Compiles objects with the default settings. */
    public static RoutedRequests through(Resource... objects) {
        return through(443, Map.of(), objects);
    }

    /**
     * What came of a request.
     *
     * @param status the status of our own answer, or 0 for a request that is forwarded
     * @param location where a redirect leads, or empty
     * @param target the target that the upstream gets
     * @param host the host that the upstream gets
     * @param fields the fields that the upstream gets beside those received
     */
    public record Outcome(int status, String location, String target, String host, Map<String, String> fields) {}

    /** Sends a request for a URL, {@code http://a.com/x} for instance; a target of its own may be odder than a URI. */
    public Outcome get(String url) {
        int authority = url.indexOf("//") + 2;
        int target = url.indexOf('/', authority);
        return get(url.startsWith("https"), url.substring(authority, target), url.substring(target), Map.of());
    }

    /** Sends a request. */
    public Outcome get(boolean secure, String authority, String target, Map<String, String> fields) {
        Match match = router.match(authority, target);
        CompiledRoute route = match.route();
        if (route == null) {
            return answer(match.response());
        }
        var context = new Context(router, secure, authority, target, fields);
        for (HttpFilter filter : route.filters()) {
            if (filter.onRequest(context) instanceof FilterResult.Answer answer) {
                return answer(answer.response());
            }
        }
        return route.route().action() instanceof RouteAction.Respond respond
                ? answer(respond.response())
                : new Outcome(0, "", context.upstreamTarget, context.upstreamHost, context.changes.values);
    }

    private static Outcome answer(DirectResponse response) {
        return new Outcome(response.status(), response.location(), "", "", Map.of());
    }

    private static final class Changes implements HeaderFields {
        private final Map<String, String> values = new TreeMap<>();

        @Override
        public String first(String name) {
            return values.get(name);
        }

        @Override
        public List<String> all(String name) {
            return values.containsKey(name) ? List.of(values.get(name)) : List.of();
        }

        @Override
        public boolean contains(String name) {
            return values.containsKey(name);
        }

        @Override
        public void set(String name, String value) {
            values.put(name, value);
        }

        @Override
        public void add(String name, String value) {
            values.put(name, value);
        }

        @Override
        public void remove(String name) {
            values.remove(name);
        }
    }

    private static final class Context implements FilterContext, RequestHead {
        private final Router router;
        private final boolean secure;
        private final String authority;
        private final String target;
        private final Map<String, String> fields;
        private final Changes changes = new Changes();
        private String upstreamTarget;
        private String upstreamHost;

        Context(Router router, boolean secure, String authority, String target, Map<String, String> fields) {
            this.router = router;
            this.secure = secure;
            this.authority = authority;
            this.target = target;
            this.fields = fields;
            this.upstreamTarget = target;
            this.upstreamHost = authority;
        }

        @Override
        public RequestHead request() {
            return this;
        }

        @Override
        public boolean hostHasTls() {
            return router.hasTls(authority);
        }

        @Override
        public String normalizedPath() {
            return Router.normalizedPath(target);
        }

        @Override
        public String upstreamTarget() {
            return upstreamTarget;
        }

        @Override
        public void upstreamTarget(String changed) {
            upstreamTarget = changed;
        }

        @Override
        public void upstreamHost(String host) {
            upstreamHost = host;
        }

        @Override
        public HeaderFields upstreamHeaders() {
            return changes;
        }

        @Override
        public Object state() {
            throw new UnsupportedOperationException("no filter here keeps a state");
        }

        @Override
        public void state(Object state) {
            throw new UnsupportedOperationException("no filter here keeps a state");
        }

        @Override
        public void resume(FilterResult result) {
            throw new UnsupportedOperationException("no filter here suspends");
        }

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String target() {
            return target;
        }

        @Override
        public String authority() {
            return authority;
        }

        @Override
        public String header(String name) {
            return fields.get(name);
        }

        @Override
        public boolean secure() {
            return secure;
        }

        @Override
        public int localPort() {
            return secure ? 443 : 80;
        }

        @Override
        public String remoteAddress() {
            return "192.0.2.7";
        }
    }
}
