package io.ingress4j.proxy.netty.tls;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.route.RoutingSnapshot;
import io.ingress4j.matcher.route.VirtualHost;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS contexts of a proxy: one for each certificate that the routing table shows, and the default one.
 *
 * <p>A context is made on the configuration thread before its table goes live ({@link #prepare}), kept as long as a host
 * shows the certificate, and dropped afterwards ({@link #retire}); connections that began with it keep it, and the last of them frees it: what BoringSSL holds is not
 * left to the garbage collector. Which
 * certificate a client sees is asked of the newest table at each handshake, so a rotated Secret holds for the next
 * connection. BoringSSL does the work where its native library is present, the JDK otherwise.
 */
public final class TlsContexts implements AutoCloseable {
    /** How long a client has by default to begin and to finish its handshake. */
    public static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    /** A hello with post-quantum key shares takes 2 KiB. */
    static final int MAX_CLIENT_HELLO_BYTES = 16 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);
    private static final String REJECT_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";
    private static final int MAX_LATE = 256;

    static {
        // The JDK reads this once, at its first handshake as a server (CVE-2011-1473). BoringSSL refuses in any case.
        if (System.getProperty(REJECT_RENEGOTIATION) == null) {
            System.setProperty(REJECT_RENEGOTIATION, "true");
        }
    }

    private final LiveRouter router;
    private final SslProvider provider;
    private final ServerContext fallback;
    private final TicketKeys tickets = new TicketKeys(System::nanoTime);
    private final ConcurrentHashMap<ServerCertificate, ServerContext> contexts = new ConcurrentHashMap<>();
    private final Queue<ServerCertificate> unused = new ConcurrentLinkedQueue<>();
    private final AtomicInteger late = new AtomicInteger();

    /** How many hosts of the prepared table show a certificate. Written under the lock of this. */
    private final ConcurrentHashMap<ServerCertificate, Integer> users = new ConcurrentHashMap<>();

    /** Guarded by this. */
    private boolean closed;

    /** The table whose contexts are made. Guarded by this. */
    private RoutingSnapshot prepared = RoutingSnapshot.empty();

    /**
     * Makes the contexts of the current table.
     *
     * @param router who says which certificate is for a name
     * @param defaultCertificate what is shown to names without a certificate, as long as the routing table has no default
     *     one; null for one made on the spot
     * @param nativeLibraries whether BoringSSL does the work where its native library is present
     * @throws IllegalArgumentException if the default certificate cannot be served
     */
    public TlsContexts(LiveRouter router, @Nullable ServerCertificate defaultCertificate, boolean nativeLibraries) {
        this(
                router,
                defaultCertificate,
                nativeLibraries && OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
    }

    TlsContexts(LiveRouter router, @Nullable ServerCertificate defaultCertificate, SslProvider provider) {
        this.router = requireNonNull(router, "router");
        this.provider = requireNonNull(provider, "provider");
        ServerCertificate shown = defaultCertificate == null ? SelfMadeCertificate.create() : defaultCertificate;
        try {
            this.fallback = ServerContext.of(shown, provider);
        } catch (SSLException | RuntimeException e) {
            throw new IllegalArgumentException("defaultCertificate: " + shown.secret() + ": " + reason(e), e);
        }
        if (provider == SslProvider.JDK && !Boolean.getBoolean(REJECT_RENEGOTIATION)) {
            LOG.warn("clients may renegotiate TLS 1.2 (expected: -D{}=true, or BoringSSL)", REJECT_RENEGOTIATION);
        }
        prepare(router.current());
    }

    /**
     * Makes the contexts that a table needs and none before it needed; the work is proportional to what changed. To be
     * called on the configuration thread, before the table goes live.
     *
     * @param next the router to be
     */
    public synchronized void prepare(Router next) {
        retire();
        RoutingSnapshot table = next.snapshot();
        prepared.differences(table, (before, after) -> {
            after.flatMap(VirtualHost::certificate).ifPresent(this::use);
            before.flatMap(VirtualHost::certificate).ifPresent(this::release);
        });
        table.defaultCertificate().ifPresent(this::use);
        prepared.defaultCertificate().ifPresent(this::release);
        prepared = table;
    }

    private void use(ServerCertificate certificate) {
        users.merge(certificate, 1, Integer::sum);
        contexts.computeIfAbsent(certificate, this::make);
    }

    private void release(ServerCertificate certificate) {
        if (users.computeIfPresent(certificate, (same, count) -> count == 1 ? null : count - 1) == null) {
            unused.add(certificate);
        }
    }

    /** Drops the contexts that the prepared table does not need. To be called once that table is live. */
    public void retire() {
        late.set(0);
        for (ServerCertificate next = unused.poll(); next != null; next = unused.poll()) {
            if (!users.containsKey(next)) {
                release(contexts.remove(next));
            }
        }
    }

    private void release(@Nullable ServerContext context) {
        if (context != null && context != fallback) { // which stands in for certificates that cannot be served
            context.release();
        }
    }

    /** Drops all contexts; connections that have one keep it to their end. To be called when no more begin. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        contexts.keySet().forEach(certificate -> release(contexts.remove(certificate)));
        fallback.release();
    }

    /** Returns how many contexts there are besides the default one. */
    int size() {
        return contexts.size();
    }

    private ServerContext make(ServerCertificate certificate) {
        try {
            return ServerContext.of(certificate, provider);
        } catch (SSLException | RuntimeException e) {
            LOG.warn(
                    "Secret {}: its certificate cannot be served: {}; the default certificate is shown instead",
                    certificate.secret(),
                    reason(e));
            return fallback;
        }
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    /** Returns the context for a name: for an event loop, which looks up but does not build, and gives it back. */
    SslContext context(@Nullable String serverName) {
        Optional<ServerCertificate> certificate = router.current().certificate(serverName == null ? "" : serverName);
        while (true) {
            ServerContext context = certificate.isEmpty() ? fallback : contextOf(certificate.get());
            SslContext acquired = context.acquire(tickets);
            if (acquired != null) {
                return acquired;
            }
            if (context == fallback) {
                throw new IllegalStateException("the TLS contexts are closed");
            }
            // It was dropped after we had looked it up: the next look finds another.
        }
    }

    private ServerContext contextOf(ServerCertificate certificate) {
        ServerContext context = contexts.get(certificate);
        return context == null ? lateContextOf(certificate) : context;
    }

    /**
     * Somebody made a table live without preparing it, or a handshake began with a table that is just going. Such a
     * context is built once, here, and kept until the next change or until there are many.
     */
    private ServerContext lateContextOf(ServerCertificate certificate) {
        if (late.incrementAndGet() > MAX_LATE) {
            retire();
        }
        ServerContext made = contexts.computeIfAbsent(certificate, this::make);
        unused.add(certificate);
        return made;
    }

    /** Returns a handler that begins TLS on a connection, with {@link #HANDSHAKE_TIMEOUT}. */
    public ChannelHandler newSniHandler() {
        return newSniHandler(HANDSHAKE_TIMEOUT);
    }

    /**
     * Returns a handler that begins TLS on a connection: the first of its pipeline, not to be shared. It reads the
     * client's hello, replaces itself by an {@link io.netty.handler.ssl.SslHandler} with the right context, and closes
     * the connection if there is no hello, none of TLS, or too long a one; exceptions come down the pipeline.
     *
     * @param handshakeTimeout how long the client has for its hello, and then again for the rest of the handshake
     */
    public ChannelHandler newSniHandler(Duration handshakeTimeout) {
        return new SniHandler(this::context, MAX_CLIENT_HELLO_BYTES, handshakeTimeout.toMillis()) {
            @Override
            protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
                try {
                    return super.newSslHandler(context, allocator); // which holds the context until its end
                } finally {
                    ReferenceCountUtil.release(context);
                }
            }
        };
    }
}
