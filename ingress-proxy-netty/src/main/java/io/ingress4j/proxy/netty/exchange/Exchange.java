package io.ingress4j.proxy.netty.exchange;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.Match;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.feature.FilterResult;
import io.ingress4j.matcher.feature.forwarded.ForwardedPolicy;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.route.RouteAction;
import io.ingress4j.proxy.netty.http.HeaderChanges;
import io.ingress4j.proxy.netty.http.ReceivedRequest;
import io.ingress4j.proxy.netty.http.ReceivedResponse;
import io.ingress4j.proxy.netty.http.RequestWriter;
import io.ingress4j.proxy.netty.http.Trailers;
import io.ingress4j.proxy.netty.observe.EndReason;
import io.ingress4j.proxy.netty.observe.ProxyObserver;
import io.ingress4j.proxy.netty.upstream.ResponseSink;
import io.ingress4j.proxy.netty.upstream.UpstreamConnection;
import io.ingress4j.proxy.netty.upstream.UpstreamFailure;
import io.ingress4j.proxy.netty.upstream.UpstreamLoop;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response. It asks the router once, runs the steps of the route, and moves bytes between the client
 * and one upstream connection at a time, each side read only when the other takes what was read. It knows no protocol.
 * Everything happens on the event loop of the client's connection.
 */
public final class Exchange implements ResponseSink {
    private static final DirectResponse BAD_GATEWAY = DirectResponse.of(502);
    private static final DirectResponse GATEWAY_TIMEOUT = DirectResponse.of(504);
    private static final DirectResponse TOO_LARGE = DirectResponse.of(413);
    private static final DirectResponse REQUEST_TIMEOUT = DirectResponse.of(408);
    private static final int MAX_TRIES = 3;

    private final Router router;
    private final UpstreamLoop loop;
    private final RouteHandles routes;
    private final RequestWriter writer;
    private final ClientSide client;
    private final ReceivedRequest request;
    private final @Nullable Observation observation; // null where nobody observes

    private @Nullable CompiledRoute route;
    private @Nullable RouteHandle handle;
    private @Nullable Steps steps;

    private @Nullable Endpoint endpoint;
    private @Nullable UpstreamConnection connection;
    private int tries;
    private List<Endpoint> unreachable = List.of();
    private boolean idleOnesDie;
    private boolean continueSent;
    private long bodyBytes;
    private @Nullable ReplayBody replay;
    private boolean requestEnded;
    private boolean headSent;
    private boolean tunnel;
    private boolean upstreamOutputEnded;
    private boolean upstreamInputEnded;
    private boolean clientBlocked;
    private boolean over;
    private long progressAt;
    private long clientPending;
    private long upstreamPending;

    /**
     * Makes an exchange, not started.
     *
     * @param router the table of this moment, kept for the whole exchange
     * @param loop the upstream side of the event loop
     * @param routes what the routes mean to this proxy
     * @param writer the writer of heads for this client
     * @param client the client
     * @param request its request
     */
    public Exchange(
            Router router,
            UpstreamLoop loop,
            RouteHandles routes,
            RequestWriter writer,
            ClientSide client,
            ReceivedRequest request) {
        this.router = router;
        this.loop = loop;
        this.routes = routes;
        this.writer = writer;
        this.client = client;
        this.request = request;
        this.progressAt = loop.ticker().now();
        ProxyObserver observer = loop.observer();
        this.observation = observer == null ? null : new Observation(observer, client.connection());
    }

    // From the client

    /** Chooses the route and begins. */
    public void start() {
        Match match = router.match(request);
        CompiledRoute found = match.route();
        if (found == null) {
            answer(match.response(), EndReason.ANSWERED);
            return;
        }
        route = found;
        ForwardedPolicy believed = routes.forwarded(found);
        if (believed != null) {
            request.believe(believed);
        }
        if (found.filters().isEmpty()) {
            forward(found);
            return;
        }
        steps = new Steps(found, router, loop, request, this::decided);
        steps.run();
    }

    private void decided(FilterResult result) {
        if (result instanceof FilterResult.Answer answer) {
            answer(answer.response(), requireNonNull(steps).failed() ? EndReason.STEP_FAILED : EndReason.ANSWERED);
        } else {
            forward(requireNonNull(route));
        }
    }

    /** Returns whether data of the request can be taken now. */
    public boolean takesData() {
        UpstreamConnection to = connection;
        return to != null && to.isWritable() && !over;
    }

    /** Takes data of the request, or of the tunnel, without a flush. It is consumed. */
    public void requestData(ByteBuf data) {
        UpstreamConnection to = connection;
        if (over || to == null) {
            data.release();
            return;
        }
        progressAt = loop.ticker().now();
        if (observation != null) {
            observation.received(data.readableBytes());
        }
        if (!tunnel) {
            bodyBytes += data.readableBytes();
            long max = requireNonNull(handle).maxBodyBytes;
            if (max > 0 && bodyBytes > max) {
                data.release();
                refuse(TOO_LARGE, EndReason.BODY_TOO_LARGE);
                return;
            }
            ReplayBody kept = replay;
            if (kept != null) {
                kept.add(data);
            }
        }
        to.writeData(data);
    }

    /** Hears that the request is complete. */
    public void requestEnd() {
        UpstreamConnection to = connection;
        requestEnded = true;
        progressAt = loop.ticker().now();
        if (to != null && !over) {
            to.endRequest();
        }
    }

    /** Sends on what was taken. */
    public void requestFlush() {
        UpstreamConnection to = connection;
        if (to != null && !over) {
            to.flush();
        }
    }

    /** Hears that the rest of the request cannot be read: it is answered where nothing was, and cut otherwise. */
    public void requestBroken() {
        refuse(DirectResponse.BAD_REQUEST, EndReason.BODY_BROKEN);
    }

    /** Hears that the client takes data again. */
    public void clientWritable() {
        UpstreamConnection from = connection;
        if (clientBlocked && from != null && !over) {
            clientBlocked = false;
            progressAt = loop.ticker().now();
            from.read();
        }
    }

    /** Hears that the client sends no more, after a switch of protocols. */
    public void clientInputEnd() {
        UpstreamConnection to = connection;
        if (to != null && !over) {
            to.shutdownOutput();
        }
    }

    /** Hears that the client is gone, or is not served any longer. */
    public void cancel(EndReason reason) {
        if (!over) {
            closeUpstream();
            finish(reason);
        }
    }

    /** Looks at the deadlines; whom the exchange waits for decides which one counts. */
    public void tick(long now) {
        if (over) {
            return;
        }
        UpstreamConnection to = connection;
        RouteHandle limits = handle;
        long waited = now - progressAt;
        if (to == null || limits == null) {
            // A new connection has a limit of its own, and so has a step that suspended.
            if (steps != null && steps.expire(now)) {
                answer(DirectResponse.UNAVAILABLE, EndReason.STEP_TIMEOUT);
            }
            return;
        }
        long toClient = client.pendingBytes();
        long toUpstream = to.pendingBytes();
        if (toClient != clientPending || toUpstream != upstreamPending) { // a socket took some of what waits for it
            clientPending = toClient;
            upstreamPending = toUpstream;
            progressAt = now;
            return;
        }
        if (clientBlocked) {
            expire(waited, loop.limits().writeStall().toMillis(), null, EndReason.CLIENT_STALLED);
        } else if (tunnel) {
            expire(waited, limits.readMillis, null, EndReason.TUNNEL_CLOSED);
        } else if (!to.isWritable()) {
            expire(waited, limits.sendMillis, GATEWAY_TIMEOUT, EndReason.UPSTREAM_TIMEOUT);
        } else if (!requestEnded) {
            expire(waited, loop.limits().bodyIdle().toMillis(), REQUEST_TIMEOUT, EndReason.BODY_TIMEOUT);
        } else {
            expire(waited, limits.readMillis, GATEWAY_TIMEOUT, EndReason.UPSTREAM_TIMEOUT);
        }
    }

    private void expire(long waited, long limit, @Nullable DirectResponse answer, EndReason reason) {
        if (waited <= limit) {
            return;
        }
        if (answer == null) {
            cut(reason);
        } else {
            refuse(answer, reason);
        }
    }

    // To the upstream

    private void forward(CompiledRoute found) {
        if (observation != null) {
            observation.decided();
        }
        if (found.route().action() instanceof RouteAction.Respond respond) {
            answer(respond.response(), EndReason.ANSWERED);
            return;
        }
        RouteHandle own = routes.of(found);
        handle = own;
        if (own.maxBodyBytes > 0 && request.contentLength() > own.maxBodyBytes) {
            answer(TOO_LARGE, EndReason.BODY_TOO_LARGE);
            return;
        }
        if (request.hasBody() && request.isIdempotent()) {
            replay = new ReplayBody(loop);
        }
        attempt(DirectResponse.UNAVAILABLE, EndReason.NO_ENDPOINT);
    }

    /**
     * Asks for a connection, a new one where one that was kept has failed.
     *
     * @param otherwise the answer where there is no endpoint left to try
     * @param reason why there is none
     */
    private void attempt(DirectResponse otherwise, EndReason reason) {
        RouteHandle own = requireNonNull(handle);
        Endpoint next = own.balancer.next(loop.index(), own.cluster.endpoints().endpoints(), unreachable);
        if (next == null) {
            answer(otherwise, reason);
            return;
        }
        tries++;
        endpoint = next;
        progressAt = loop.ticker().now();
        loop.acquire(next, own.connectMillis, idleOnesDie, this);
    }

    // From the upstream

    @Override
    public void onConnected(UpstreamConnection made) {
        if (over) {
            made.close();
            return;
        }
        connection = made;
        progressAt = loop.ticker().now();
        if (observation != null) {
            observation.connected();
        }
        boolean webSocket = request.asksForWebSocket();
        ByteBuf head = made.headBuffer();
        Steps changes = steps;
        if (changes == null) {
            writer.write(head, request, request.target(), upstreamHost(null), null, webSocket);
        } else {
            writer.write(
                    head, request, changes.target(), upstreamHost(changes.host()), changes.requestChanges(), webSocket);
        }
        made.writeHead(
                head, request.chunked(), request.isHead(), webSocket, request.isIdempotent() && !request.hasBody());
        ReplayBody kept = replay;
        if (kept != null) {
            kept.writeTo(made);
        } else if (request.hasBody() && made.isReused()) {
            made.flush(); // whether the connection is dead shows before any of a body is used up that is kept nowhere
            if (connection != made) {
                return;
            }
        }
        if (requestEnded) {
            made.endRequest();
        } else {
            if (request.expectsContinue() && !continueSent) {
                continueSent = true;
                client.sendContinue();
            }
            client.demand();
        }
        if (connection == made) {
            made.flush();
        }
    }

    private String upstreamHost(@Nullable String changed) {
        if (changed != null) {
            return changed;
        }
        String asked = requireNonNull(handle).upstreamHost;
        return asked != null ? asked : request.originalHost();
    }

    @Override
    public void onInterim(ReceivedResponse response) {
        progressAt = loop.ticker().now();
        if (!request.isHttp10()) {
            client.sendInterim(response);
        }
    }

    @Override
    public void onSwitch(ReceivedResponse response) {
        progressAt = loop.ticker().now();
        tunnel = true;
        headSent = true;
        if (observation != null) {
            observation.head(response.status());
        }
        client.sendSwitch(response);
    }

    @Override
    public void onHead(ReceivedResponse response) {
        progressAt = loop.ticker().now();
        headSent = true;
        dropReplay();
        HeaderChanges changes = null;
        if (steps != null) {
            changes = response.changes();
            if (!steps.onResponse(response.status(), changes)) {
                headSent = false;
                closeUpstream();
                ownAnswer(BAD_GATEWAY, null, EndReason.STEP_FAILED);
                return;
            }
        }
        if (observation != null) {
            observation.head(response.status());
        }
        client.sendHead(response, changes, requestEnded);
    }

    @Override
    public void onData(ByteBuf data) {
        if (over) {
            data.release();
            return;
        }
        progressAt = loop.ticker().now();
        if (observation != null) {
            observation.sent(data.readableBytes());
        }
        client.sendData(data);
    }

    @Override
    public void onReadComplete() {
        UpstreamConnection from = connection;
        if (over || from == null) {
            return;
        }
        client.flush();
        if (over || connection != from) {
            return;
        }
        if (client.isWritable()) {
            from.read();
        } else {
            clientBlocked = true;
        }
    }

    @Override
    public void onTrailers(Trailers trailers) {
        client.sendTrailers(trailers);
    }

    @Override
    public void onEnd() {
        UpstreamConnection done = connection;
        connection = null;
        if (done != null) {
            done.release(requestEnded);
        }
        finish(EndReason.COMPLETE);
        client.end();
    }

    @Override
    public void onInputEnd() {
        upstreamInputEnded = true;
        client.shutdownOutput();
        endTunnelIfBothEnded();
    }

    @Override
    public void onOutputEnd() {
        upstreamOutputEnded = true;
        endTunnelIfBothEnded();
    }

    private void endTunnelIfBothEnded() {
        if (upstreamOutputEnded && upstreamInputEnded && !over) {
            closeUpstream();
            finish(EndReason.TUNNEL_CLOSED);
            client.end();
        }
    }

    @Override
    public void onWritable() {
        if (over) {
            return;
        }
        progressAt = loop.ticker().now();
        client.demand();
        requestFlush();
    }

    @Override
    public void onFailure(UpstreamFailure failure) {
        connection = null;
        if (over) {
            return;
        }
        EndReason reason = reasonOf(failure);
        if (tunnel) {
            finish(EndReason.TUNNEL_CLOSED);
            client.end();
            return;
        }
        if (headSent) {
            finish(reason);
            client.abort();
            return;
        }
        boolean connected = failure != UpstreamFailure.CONNECT && failure != UpstreamFailure.CONNECT_TIMEOUT;
        DirectResponse answer = failure == UpstreamFailure.CONNECT_TIMEOUT ? GATEWAY_TIMEOUT : BAD_GATEWAY;
        if (connected) {
            idleOnesDie = true;
        } else {
            leaveOut(requireNonNull(endpoint));
        }
        if (mayTryAgain(failure)) {
            attempt(answer, reason);
        } else {
            answer(answer, reason);
        }
    }

    private static EndReason reasonOf(UpstreamFailure failure) {
        return switch (failure) {
            case CONNECT -> EndReason.CONNECT_FAILED;
            case CONNECT_TIMEOUT -> EndReason.CONNECT_TIMEOUT;
            case UNSENT, CLOSED -> EndReason.UPSTREAM_CLOSED;
            case BROKEN -> EndReason.UPSTREAM_BROKEN;
        };
    }

    private void leaveOut(Endpoint dead) {
        List<Endpoint> longer = new ArrayList<>(unreachable);
        longer.add(dead);
        unreachable = longer;
    }

    private boolean mayTryAgain(UpstreamFailure failure) {
        if (tries >= MAX_TRIES) {
            return false;
        }
        boolean replayable = bodyBytes == 0 || replay != null && replay.isComplete();
        return switch (failure) {
            case CONNECT, CONNECT_TIMEOUT -> true;
            case UNSENT -> replayable;
            case CLOSED -> replayable && request.isIdempotent();
            case BROKEN -> false;
        };
    }

    // Ends

    /** Answers where nothing was sent yet, and cuts otherwise. */
    private void refuse(DirectResponse answer, EndReason reason) {
        if (over) {
            return;
        }
        if (headSent) {
            cut(reason);
        } else {
            closeUpstream();
            answer(answer, reason);
        }
    }

    private void cut(EndReason reason) {
        closeUpstream();
        finish(reason);
        client.abort();
    }

    private void answer(DirectResponse answer, EndReason reason) {
        ownAnswer(answer, steps == null ? null : steps.onOwnAnswer(answer.status()), reason);
    }

    private void ownAnswer(DirectResponse answer, @Nullable HeaderChanges changes, EndReason reason) {
        if (observation != null) {
            observation.head(answer.status());
        }
        finish(reason);
        client.answer(answer, changes, requestEnded || !request.hasBody());
    }

    private void closeUpstream() {
        UpstreamConnection used = connection;
        connection = null;
        if (used != null) {
            used.close();
        }
    }

    private void dropReplay() {
        ReplayBody kept = replay;
        replay = null;
        if (kept != null) {
            kept.release();
        }
    }

    private void finish(EndReason reason) {
        over = true;
        dropReplay();
        if (steps != null) {
            steps.end();
        }
        if (observation != null) {
            observation.end(request, route, endpoint, tries, reason);
        }
    }
}
