package io.ingress4j.matcher.assertj;

import io.ingress4j.matcher.Explanation;
import io.ingress4j.matcher.http.PlainRequest;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about what becomes of requests.
 *
 * @param <S> the type of the assertions themselves
 * @param <A> who knows the routes
 */
@SuppressWarnings("exports") // AssertJ is there for whoever uses this
public abstract class RequestsAssert<S extends RequestsAssert<S, A>, A> extends AbstractAssert<S, A> {

    RequestsAssert(@Nullable A actual, Class<S> self) {
        super(actual, self);
    }

    abstract Explanation explain(PlainRequest request);

    private OutcomeAssert outcomeOf(String request) {
        isNotNull();
        return outcomeOf(Requests.read(request));
    }

    private OutcomeAssert outcomeOf(PlainRequest request) {
        return new OutcomeAssert(explain(Objects.requireNonNull(request, "request")), info.description());
    }

    /**
     * Says that a request is forwarded; {@link RoutedAssert#to} says where.
     *
     * @param request a method and a URL, {@code GET https://shop.example.com/cart} for instance
     */
    public RoutedAssert routes(String request) {
        return outcomeOf(request).isForwarded();
    }

    /** Says that a request is forwarded, for one with header fields. */
    public RoutedAssert routes(PlainRequest request) {
        isNotNull();
        return outcomeOf(request).isForwarded();
    }

    /**
     * Says that a request is answered with a redirect; {@link RedirectAssert#to} says where.
     *
     * @param request a method and a URL
     */
    public RedirectAssert redirects(String request) {
        return outcomeOf(request).isRedirected();
    }

    /**
     * Says that a request is answered without any Service; {@link AnswerAssert#with} says how.
     *
     * @param request a method and a URL
     */
    public AnswerAssert answers(String request) {
        return outcomeOf(request).isAnswered();
    }
}
