package io.ingress4j.proxy.netty.exchange;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.feature.FilterContext;
import io.ingress4j.matcher.feature.FilterResult;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.http.HeaderFields;
import io.ingress4j.matcher.http.RequestHead;
import io.ingress4j.proxy.netty.http.HeaderChanges;
import io.ingress4j.proxy.netty.http.ReceivedRequest;
import io.ingress4j.proxy.netty.upstream.UpstreamLoop;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a route in one exchange: asked first to last about the request, told last to first of the response, told
 * once of the end; and what they changed on the way. A step that fails answers 503 before the request was sent, and 502
 * after it. Used on the event loop of the exchange, {@link #resume} aside.
 */
final class Steps implements FilterContext {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final CompiledRoute route;
    private final Router router;
    private final UpstreamLoop loop;
    private final ReceivedRequest request;
    private final Consumer<FilterResult> decided;
    private final List<HttpFilter> filters;

    private int asked;
    private int current;
    private Object @Nullable [] states;
    private boolean asking;
    private boolean suspended;
    private boolean ended;
    private boolean failed;
    private long suspendedAt;
    private @Nullable FilterResult resumedEarly;

    private String target;
    private @Nullable String host;
    private @Nullable HeaderChanges requestChanges;

    /**
     * Makes the steps of a route, none of them asked yet.
     *
     * @param decided hears once what they decide: to answer, or to go on
     */
    Steps(
            CompiledRoute route,
            Router router,
            UpstreamLoop loop,
            ReceivedRequest request,
            Consumer<FilterResult> decided) {
        this.route = route;
        this.router = router;
        this.loop = loop;
        this.request = request;
        this.decided = decided;
        this.filters = route.filters();
        this.target = request.target();
    }

    /** Asks the steps that were not asked yet, until one answers or suspends. */
    void run() {
        while (asked < filters.size()) {
            current = asked++;
            FilterResult result = ask(filters.get(current));
            if (result instanceof FilterResult.Suspend) {
                suspend();
                return;
            }
            if (result instanceof FilterResult.Answer) {
                decided.accept(result);
                return;
            }
        }
        decided.accept(FilterResult.CONTINUE);
    }

    private FilterResult ask(HttpFilter filter) {
        asking = true;
        resumedEarly = null;
        FilterResult result;
        try {
            result = filter.onRequest(this);
        } catch (Throwable e) {
            warn(e);
            failed = true;
            return FilterResult.answer(DirectResponse.UNAVAILABLE);
        } finally {
            asking = false;
        }
        FilterResult early = resumedEarly;
        return result instanceof FilterResult.Suspend && early != null ? early : result;
    }

    private void suspend() {
        suspended = true;
        suspendedAt = loop.ticker().now();
    }

    /** Returns whether a step has suspended for too long; it is waited for no more then. */
    boolean expire(long now) {
        boolean expired = suspended && now - suspendedAt > loop.limits().step().toMillis();
        suspended &= !expired;
        return expired;
    }

    /** Lets the steps change the head of a response; returns whether none of them failed. */
    boolean onResponse(int status, HeaderChanges changes) {
        return tell(status, changes, false);
    }

    /** Returns what the steps that see our own answers change of one, or null. */
    @Nullable
    HeaderChanges onOwnAnswer(int status) {
        for (int i = 0; i < asked; i++) {
            if (filters.get(i).seesOwnAnswers()) {
                HeaderChanges changes = HeaderChanges.ofNothing();
                return tell(status, changes, true) ? changes : null;
            }
        }
        return null;
    }

    private boolean tell(int status, HeaderChanges changes, boolean own) {
        try {
            for (int i = asked - 1; i >= 0; i--) {
                current = i;
                if (!own || filters.get(i).seesOwnAnswers()) {
                    filters.get(i).onResponse(this, status, changes);
                }
            }
            return true;
        } catch (Throwable e) {
            warn(e);
            return false;
        }
    }

    /** Tells every step that was asked that the exchange is over. */
    void end() {
        ended = true;
        int last = asked;
        asked = 0;
        for (int i = last - 1; i >= 0; i--) {
            current = i;
            try {
                filters.get(i).onEnd(this);
            } catch (Throwable e) {
                warn(e);
            }
        }
    }

    private void warn(Throwable e) {
        LOG.warn("{}: a step failed: {}", route.route(), e.toString());
    }

    /** Returns whether the answer is that of a step that failed. */
    boolean failed() {
        return failed;
    }

    /** Returns the target to send. */
    String target() {
        return target;
    }

    /** Returns the host to send, or null where no step chose one. */
    @Nullable
    String host() {
        return host;
    }

    /** Returns the changes to the fields to send, or null where there are none. */
    @Nullable
    HeaderChanges requestChanges() {
        return requestChanges;
    }

    @Override
    public RequestHead request() {
        return request;
    }

    @Override
    public boolean hostHasTls() {
        return router.hasTls(request.authority());
    }

    @Override
    public String normalizedPath() {
        return requireNonNull(Router.normalizedPath(request.target()));
    }

    @Override
    public String upstreamTarget() {
        return target;
    }

    @Override
    public void upstreamTarget(String changed) {
        if (changed.isEmpty() || changed.charAt(0) != '/') {
            throw new IllegalArgumentException("target: (expected: a path)");
        }
        target = requireVisible("target", changed);
    }

    @Override
    public void upstreamHost(String changed) {
        host = requireVisible("host", changed);
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
        HeaderChanges changes = requestChanges;
        if (changes == null) {
            changes = HeaderChanges.of(request);
            requestChanges = changes;
        }
        return changes;
    }

    @Override
    public @Nullable Object state() {
        Object[] all = states;
        return all == null ? null : all[current];
    }

    @Override
    public void state(Object state) {
        Object[] all = states;
        if (all == null) {
            all = new Object[filters.size()];
            states = all;
        }
        all[current] = state;
    }

    @Override
    public void resume(FilterResult result) {
        if (!loop.isHere()) {
            loop.execute(() -> resume(result));
            return;
        }
        if (asking) { // before it said that it would
            resumedEarly = result;
            return;
        }
        if (ended || !suspended) {
            return;
        }
        suspended = false;
        if (result instanceof FilterResult.Answer) {
            decided.accept(result);
        } else if (result instanceof FilterResult.Suspend) {
            suspend();
        } else {
            run();
        }
    }
}
