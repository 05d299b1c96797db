package io.ingress4j.matcher.assertj;

import io.ingress4j.matcher.Explanation;
import io.ingress4j.matcher.http.DirectResponse;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.description.Description;
import org.jspecify.annotations.Nullable;

/** What became of one request, before it is known which kind the test expects. */
final class OutcomeAssert extends AbstractAssert<OutcomeAssert, Explanation> {

    OutcomeAssert(Explanation explanation, @Nullable Description description) {
        super(explanation, OutcomeAssert.class);
        if (description != null) {
            info.description(description);
        }
    }

    RoutedAssert isForwarded() {
        if (actual.outcome() instanceof Explanation.Outcome.Forward forward) {
            return new RoutedAssert(this, forward);
        }
        throw expected("to be forwarded");
    }

    RedirectAssert isRedirected() {
        if (actual.outcome() instanceof Explanation.Outcome.Answer answer
                && !answer.response().location().isEmpty()) {
            return new RedirectAssert(this, answer.response());
        }
        throw expected("to be redirected");
    }

    AnswerAssert isAnswered() {
        if (actual.outcome() instanceof Explanation.Outcome.Answer answer) {
            return new AnswerAssert(this, answer.response());
        }
        if (actual.outcome() instanceof Explanation.Outcome.Forward forward
                && forward.endpoints().isEmpty()) {
            return new AnswerAssert(this, DirectResponse.UNAVAILABLE);
        }
        throw expected("to be answered without any Service");
    }

    /** Returns a failure with the explanation. */
    AssertionError expected(String what) {
        return failure("Expected %s %s, but:%n%s", actual.request(), what, actual);
    }
}
