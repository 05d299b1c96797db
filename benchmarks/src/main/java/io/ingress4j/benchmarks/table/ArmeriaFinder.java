package io.ingress4j.benchmarks.table;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestTarget;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.Routed;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.RoutingStatus;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerConfig;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.VirtualHost;
import com.linecorp.armeria.server.VirtualHostBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Armeria's server, never started: its virtual hosts and their routers. What Armeria makes of a request before it routes
 * is made beforehand.
 */
final class ArmeriaFinder implements Finder {
    private static final int PORT = 80;

    private final ServerConfig config;

    ArmeriaFinder(List<Rule> rules) {
        ServerBuilder server = Server.builder();
        Map<String, VirtualHostBuilder> hosts = new HashMap<>();
        for (Rule rule : rules) {
            VirtualHostBuilder host = hosts.computeIfAbsent(rule.host(), server::virtualHost);
            var service = new RuleService(rule);
            host.service(Route.builder().exact(rule.path()).build(), service);
            if (!rule.exact()) {
                host.service(Route.builder().pathPrefix(rule.path()).build(), service);
            }
        }
        server.serviceUnder("/", new RuleService(null));
        config = server.build().config();
    }

    private record RuleService(@Nullable Rule rule) implements HttpService {
        @Override
        public HttpResponse serve(ServiceRequestContext context, com.linecorp.armeria.common.HttpRequest request) {
            throw new UnsupportedOperationException("only routed, never served");
        }
    }

    @Override
    public Object ready(Request request) {
        VirtualHost host = config.findVirtualHost(request.host(), PORT);
        return new Context(host, request.host(), requireNonNull(RequestTarget.forServer(request.path())));
    }

    @Override
    public Object find(Object request) {
        Context asked = (Context) request;
        return config.findVirtualHost(asked.hostname, PORT).findServiceConfig(asked);
    }

    @Override
    public @Nullable Rule ruleOf(@Nullable Object answer) {
        Routed<?> routed = (Routed<?>) answer;
        return routed == null || !routed.isPresent()
                ? null
                : requireNonNull(((ServiceConfig) routed.value()).service().as(RuleService.class))
                        .rule();
    }

    /** A request to be routed, in Armeria's words. */
    private static final class Context implements RoutingContext {
        private final VirtualHost host;
        private final String hostname;
        private final RequestTarget target;
        private final RequestHeaders headers;

        Context(VirtualHost host, String hostname, RequestTarget target) {
            this.host = host;
            this.hostname = hostname;
            this.target = target;
            this.headers = RequestHeaders.of(HttpMethod.GET, target.path());
        }

        @Override
        public VirtualHost virtualHost() {
            return host;
        }

        @Override
        public String hostname() {
            return hostname;
        }

        @Override
        public HttpMethod method() {
            return HttpMethod.GET;
        }

        @Override
        public RequestTarget requestTarget() {
            return target;
        }

        @Override
        public QueryParams params() {
            return QueryParams.of();
        }

        @Override
        public @Nullable MediaType contentType() {
            return null;
        }

        @Override
        public List<MediaType> acceptTypes() {
            return List.of();
        }

        @Override
        public RequestHeaders headers() {
            return headers;
        }

        @Override
        public RoutingStatus status() {
            return RoutingStatus.OK;
        }

        @Override
        public SessionProtocol sessionProtocol() {
            return SessionProtocol.H1C;
        }

        @Override
        public void deferStatusException(HttpStatusException cause) {}

        @Override
        public @Nullable HttpStatusException deferredStatusException() {
            return null;
        }

        @Override
        @SuppressWarnings("deprecation") // still abstract
        public boolean isCorsPreflight() {
            return false;
        }

        @Override
        public boolean hasResult() {
            return false;
        }

        @Override
        public void setResult(Routed<ServiceConfig> result) {}

        @Override
        public @Nullable Routed<ServiceConfig> result() {
            return null;
        }
    }
}
