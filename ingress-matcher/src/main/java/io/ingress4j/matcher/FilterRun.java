package io.ingress4j.matcher;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.feature.FilterContext;
import io.ingress4j.matcher.feature.FilterResult;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.http.HeaderFields;
import io.ingress4j.matcher.http.RequestHead;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The filters of a route, run over one request: for data planes that need no more than this, and for explanations. What
 * the filters change can be read here once {@link #start} has completed with nothing.
 *
 * <p><b>Threads.</b> One at a time. Where a filter suspends, the rest runs on the thread that resumes.
 *
 * <p><b>Errors.</b> A filter that throws answers 503.
 */
public final class FilterRun implements FilterContext {
    private static final System.Logger LOG = System.getLogger(FilterRun.class.getName());

    private final Router router;
    private final CompiledRoute route;
    private final RequestHead request;
    private final HeaderFields upstreamHeaders;
    private final boolean rehearsal;
    private final List<HttpFilter> filters;
    private final @Nullable Object[] states;
    private final CompletableFuture<Optional<DirectResponse>> decision = new CompletableFuture<>();
    private String target;
    private String host;
    private int asked;
    private int current;
    private boolean suspended;
    private boolean threw;
    private @Nullable FilterResult resumption;
    private boolean ended;

    private FilterRun(
            Router router, CompiledRoute route, RequestHead request, HeaderFields upstreamHeaders, boolean rehearsal) {
        this.router = requireNonNull(router, "router");
        this.route = requireNonNull(route, "route");
        this.request = requireNonNull(request, "request");
        this.upstreamHeaders = requireNonNull(upstreamHeaders, "upstreamHeaders");
        this.rehearsal = rehearsal;
        this.filters = route.filters();
        this.states = new Object[filters.size()];
        this.target = request.target();
        this.host = request.authority();
    }

    /**
     * Makes a run, not started.
     *
     * @param router the table that was asked
     * @param route the route that it found
     * @param request the request
     * @param upstreamHeaders the fields that will be sent to the upstream, which filters may change
     */
    public static FilterRun of(Router router, CompiledRoute route, RequestHead request, HeaderFields upstreamHeaders) {
        return new FilterRun(router, route, request, upstreamHeaders, false);
    }

    static FilterRun rehearsal(Router router, CompiledRoute route, RequestHead request, HeaderFields upstreamHeaders) {
        return new FilterRun(router, route, request, upstreamHeaders, true);
    }

    /**
     * Asks the filters, first to last.
     *
     * @return completes with the answer that the client gets, or with nothing where the request goes on to the action of
     *     its route; at once unless a filter suspends
     */
    public CompletionStage<Optional<DirectResponse>> start() {
        ask();
        return decision.minimalCompletionStage();
    }

    private void ask() {
        while (asked < filters.size()) {
            current = asked++;
            forgetResumption();
            @Nullable FilterResult result;
            try {
                result = filters.get(current).onRequest(this);
            } catch (RuntimeException e) {
                failed(e);
                threw = true;
                result = FilterResult.answer(DirectResponse.UNAVAILABLE);
            }
            if (result instanceof FilterResult.Suspend) {
                result = waitsFor();
            }
            if (result == null || !lets(result)) {
                return;
            }
        }
        decision.complete(Optional.empty());
    }

    /** Returns whether the next filter has its turn. */
    private boolean lets(FilterResult result) {
        if (result instanceof FilterResult.Answer answer) {
            decision.complete(Optional.of(answer.response()));
            return false;
        }
        return true;
    }

    /** What a filter before this one brought too often is not this one's. */
    private synchronized void forgetResumption() {
        resumption = null;
    }

    /** Returns what a resumption has already brought, or null and waits for it. */
    private synchronized @Nullable FilterResult waitsFor() {
        FilterResult already = resumption;
        resumption = null;
        suspended = already == null;
        return already;
    }

    /** Returns whether the run goes on now; otherwise the decision waits for the filter to suspend. */
    private synchronized boolean goesOnWith(FilterResult result) {
        if (!suspended && !ended) {
            resumption = result;
        }
        boolean now = suspended && !ended;
        suspended = false;
        return now;
    }

    private void failed(RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "{0}: a filter failed: {1}", route.route(), e);
    }

    @Override
    public void resume(FilterResult result) {
        if (result instanceof FilterResult.Suspend) {
            throw new IllegalArgumentException("result: suspend (expected: continue or an answer)");
        }
        if (goesOnWith(result) && lets(result)) {
            ask();
        }
    }

    /**
     * Shows the head of a response to the filters that were asked, last to first.
     *
     * @param status its status
     * @param headers its fields, which filters may change
     * @param ours whether no upstream gave it
     */
    public void onResponse(int status, HeaderFields headers, boolean ours) {
        for (int i = asked - 1; i >= 0; i--) {
            current = i;
            HttpFilter filter = filters.get(i);
            if (!ours || filter.seesOwnAnswers()) {
                filter.onResponse(this, status, headers);
            }
        }
    }

    /** Tells the filters that were asked that the exchange is over, last to first. A second call does nothing. */
    public void end() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        for (int i = asked - 1; i >= 0; i--) {
            current = i;
            try {
                filters.get(i).onEnd(this);
            } catch (RuntimeException e) {
                failed(e);
            }
        }
    }

    /** Returns the name of the filter that was asked last, and whether it failed; empty where none was asked. */
    String lastAsked() {
        String name = asked == 0 ? "" : filters.get(asked - 1).getClass().getSimpleName();
        return threw ? name + " failed" : name;
    }

    @Override
    public RequestHead request() {
        return request;
    }

    @Override
    public boolean isRehearsal() {
        return rehearsal;
    }

    @Override
    public boolean hostHasTls() {
        return router.hasTls(request.authority());
    }

    @Override
    public String normalizedPath() {
        return requireNonNull(Router.normalizedPath(request.target()), "a path that was matched");
    }

    @Override
    public String upstreamTarget() {
        return target;
    }

    @Override
    public void upstreamTarget(String target) {
        if (!target.startsWith("/")) {
            throw new IllegalArgumentException("target: " + target + " (expected: a path)");
        }
        this.target = requireVisible("target", target);
    }

    /** Returns the {@code Host} field that will be sent; at first the authority of the request. */
    public String upstreamHost() {
        return host;
    }

    @Override
    public void upstreamHost(String host) {
        this.host = requireVisible("host", host);
    }

    private static String requireVisible(String name, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) >= 127) {
                throw new IllegalArgumentException(
                        name + ": character " + (int) text.charAt(i) + " at " + i + " (expected: visible ASCII)");
            }
        }
        return text;
    }

    @Override
    public HeaderFields upstreamHeaders() {
        return upstreamHeaders;
    }

    @Override
    public @Nullable Object state() {
        return states[current];
    }

    @Override
    public void state(Object state) {
        states[current] = requireNonNull(state, "state");
    }
}
