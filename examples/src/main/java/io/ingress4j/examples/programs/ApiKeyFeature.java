package io.ingress4j.examples.programs;

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

/** A company's own annotation, whose filter answers at once: {@code example.com/api-key} names the key to send. */
public final class ApiKeyFeature implements Feature<ApiKeyFeature.ApiKey> {
    // tag::embedding
    private static final AnnotationKey KEY =
            new AnnotationKey("example.com/api-key", "The key that X-Api-Key has to hold.");

    /** What the author asks for. */
    public record ApiKey(String key) implements Policy {}

    @Override
    public List<AnnotationKey> annotations() {
        return List.of(KEY);
    }

    @Override
    public Class<ApiKey> policyType() {
        return ApiKey.class;
    }

    @Override
    public Optional<ApiKey> parse(AnnotationReader in) {
        return in.raw(KEY).map(ApiKey::new);
    }

    @Override
    public Optional<HttpFilter> filter(ApiKey policy, RouteMatch match) {
        return Optional.of(new HttpFilter() {
            @Override
            public FilterResult onRequest(FilterContext context) {
                boolean known = policy.key().equals(context.request().header("x-api-key"));
                return known ? FilterResult.CONTINUE : FilterResult.answer(DirectResponse.of(401));
            }
        });
    }
    // end::embedding

    /** Makes the feature. */
    public ApiKeyFeature() {}
}
