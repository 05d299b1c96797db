package io.ingress4j.examples.programs;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.FilterContext;
import io.ingress4j.matcher.feature.FilterResult;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.route.RouteMatch;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A company's own annotation, whose filter suspends: {@code example.com/tenants: "true"} asks a directory whom a host
 * belongs to, tells the Service in a header, and answers 403 for a host of nobody.
 */
public final class TenantFeature implements Feature<TenantFeature.Tenants> {
    private static final AnnotationKey TENANTS =
            new AnnotationKey("example.com/tenants", "Asks the directory whom the host belongs to.");

    private final Function<String, CompletionStage<String>> directory;

    /**
     * Makes the feature.
     *
     * @param directory finds the tenant of a host, on any thread; an empty text where there is none
     */
    public TenantFeature(Function<String, CompletionStage<String>> directory) {
        this.directory = requireNonNull(directory, "directory");
    }

    /** What the author asks for. */
    public record Tenants() implements Policy {}

    @Override
    public List<AnnotationKey> annotations() {
        return List.of(TENANTS);
    }

    @Override
    public Class<Tenants> policyType() {
        return Tenants.class;
    }

    @Override
    public Optional<Tenants> parse(AnnotationReader in) {
        return in.bool(TENANTS).filter(wanted -> wanted).map(wanted -> new Tenants());
    }

    @Override
    public Optional<HttpFilter> filter(Tenants policy, RouteMatch match) {
        return Optional.of(new TenantFilter());
    }

    private final class TenantFilter implements HttpFilter {
        // tag::embedding
        @Override
        public FilterResult onRequest(FilterContext context) {
            if (context.isRehearsal()) {
                return FilterResult.SUSPEND; // only an explanation; the directory is not asked
            }
            directory.apply(context.request().authority()).whenComplete((tenant, problem) -> {
                boolean known = problem == null && !tenant.isEmpty();
                if (known) {
                    context.upstreamHeaders().set("x-tenant", tenant); // replaces what the client claims
                }
                context.resume(known ? FilterResult.CONTINUE : FilterResult.answer(DirectResponse.of(403)));
            });
            return FilterResult.SUSPEND;
        }
        // end::embedding
    }
}
