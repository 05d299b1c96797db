package io.ingress4j.matcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingress4j.matcher.cluster.Cluster;
import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.feature.FilterContext;
import io.ingress4j.matcher.feature.FilterResult;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.http.HeaderFields;
import io.ingress4j.matcher.http.HeaderTable;
import io.ingress4j.matcher.http.PlainRequest;
import io.ingress4j.matcher.route.PolicySet;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteAction;
import io.ingress4j.matcher.route.RouteMatch;
import io.ingress4j.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class FilterRunTest {
    private final List<String> seen = new ArrayList<>();
    private final HeaderTable headers = new HeaderTable(Map.of("X-A", List.of("1", "2")));

    /** Writes down what it is told under its name. */
    private final class Step implements HttpFilter {
        private final String name;
        private final Function<FilterContext, FilterResult> result;

        Step(String name, Function<FilterContext, FilterResult> result) {
            this.name = name;
            this.result = result;
        }

        @Override
        public FilterResult onRequest(FilterContext context) {
            seen.add(name);
            context.state(name);
            return result.apply(context);
        }

        @Override
        public void onResponse(FilterContext context, int status, HeaderFields fields) {
            seen.add(name + " " + status);
        }

        @Override
        public void onEnd(FilterContext context) {
            seen.add(context.state() + " end");
        }
    }

    private FilterRun run(HttpFilter... filters) {
        var name = new ClusterName(new ObjectKey("shop", "cart"), "80");
        var route = new Route(
                new ObjectKey("shop", "cart"),
                new RouteMatch(RouteMatch.Kind.PREFIX, "/"),
                new RouteAction.Forward(name),
                PolicySet.EMPTY);
        return FilterRun.of(
                Router.empty(),
                new CompiledRoute("a.test", route, List.of(filters), new Cluster(name)),
                PlainRequest.of("GET", "http://a.test/x"),
                headers);
    }

    private static Optional<DirectResponse> decisionOf(CompletableFuture<Optional<DirectResponse>> decision)
            throws Exception {
        return decision.get(10, TimeUnit.SECONDS);
    }

    @Test
    void filtersRunFirstToLastAndBack() throws Exception {
        FilterRun run = run(
                new Step("one", context -> {
                    context.upstreamTarget("/y");
                    context.upstreamHost("b.test");
                    context.upstreamHeaders().set("x-a", "3");
                    return FilterResult.CONTINUE;
                }),
                new Step("two", context -> FilterResult.CONTINUE));

        assertThat(decisionOf(run.start().toCompletableFuture())).isEmpty();
        run.onResponse(200, new HeaderTable(), false);
        run.end();
        run.end();

        assertThat(seen).containsExactly("one", "two", "two 200", "one 200", "two end", "one end");
        assertThat(run.upstreamTarget()).isEqualTo("/y");
        assertThat(run.upstreamHost()).isEqualTo("b.test");
        assertThat(headers.toMap()).isEqualTo(Map.of("x-a", List.of("3")));
    }

    @Test
    void whoAnswersIsTheLastToBeAsked() throws Exception {
        FilterRun run = run(
                new Step("one", context -> FilterResult.answer(DirectResponse.of(403))),
                new Step("two", context -> FilterResult.CONTINUE));

        assertThat(decisionOf(run.start().toCompletableFuture())).contains(DirectResponse.of(403));
        run.onResponse(403, new HeaderTable(), true);
        run.end();

        assertThat(seen).containsExactly("one", "one end");
    }

    @Test
    void aFilterThatSuspendsIsWaitedFor() throws Exception {
        var contexts = new CompletableFuture<FilterContext>();
        FilterRun run = run(
                new Step("one", context -> {
                    contexts.complete(context);
                    return FilterResult.SUSPEND;
                }),
                new Step("two", context -> FilterResult.CONTINUE));

        CompletableFuture<Optional<DirectResponse>> decision = run.start().toCompletableFuture();
        assertThat(decision).isNotDone();
        contexts.get(10, TimeUnit.SECONDS).resume(FilterResult.CONTINUE);
        contexts.join().resume(FilterResult.answer(DirectResponse.of(500)));

        assertThat(decisionOf(decision)).isEmpty();
        assertThat(seen).containsExactly("one", "two");
    }

    @Test
    void aResumptionThatComesBeforeTheFilterHasSuspendedIsNotLost() throws Exception {
        FilterRun run = run(new Step("one", context -> {
            context.resume(FilterResult.answer(DirectResponse.of(429)));
            return FilterResult.SUSPEND;
        }));

        assertThat(decisionOf(run.start().toCompletableFuture())).contains(DirectResponse.of(429));
    }

    @Test
    void aResumptionAfterTheEndDoesNothing() {
        var contexts = new CompletableFuture<FilterContext>();
        FilterRun run = run(new Step("one", context -> {
            contexts.complete(context);
            return FilterResult.SUSPEND;
        }));
        CompletableFuture<Optional<DirectResponse>> decision = run.start().toCompletableFuture();

        run.end();
        contexts.join().resume(FilterResult.CONTINUE);

        assertThat(decision).isNotDone();
    }

    @Test
    void aTargetThatNoRequestLineCouldHoldIsRefused() {
        FilterRun run = run();

        assertThatThrownBy(() -> run.upstreamTarget("/a b")).hasMessageContaining("character 32 at 2");
        assertThatThrownBy(() -> run.upstreamTarget("a")).hasMessageContaining("expected: a path");
        assertThatThrownBy(() -> run.upstreamHost("a\r\nb")).hasMessageContaining("character 13 at 1");
    }
}
