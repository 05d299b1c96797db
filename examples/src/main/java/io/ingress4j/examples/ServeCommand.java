package io.ingress4j.examples;

import io.ingress4j.examples.accesslog.AccessLog;
import io.ingress4j.examples.metrics.Metrics;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.proxy.netty.config.ListenException;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.proxy.netty.config.ProxyLimits;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves manifests or a cluster until it is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Serves the Ingresses of manifests or of a cluster and follows their changes. Exit status: 0 when told to stop,"
                        + " 2 where it cannot start.")
final class ServeCommand implements Callable<Integer> {

    @Mixin
    private final OriginOptions origin = new OriginOptions();

    @Mixin
    private final ListenOptions listen = new ListenOptions();

    @Mixin
    private final TranslationOptions translation = new TranslationOptions();

    @Mixin
    private final DrainOptions leave = new DrainOptions();

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Mixin
    private final LogOptions logs = new LogOptions();

    @Mixin
    private final MetricsOptions metrics = new MetricsOptions();

    @Option(
            names = "--demo-backends",
            description = "Stand-ins on loopback answer for Services without endpoints, and what to try is printed.")
    private boolean demoBackends;

    @Spec
    private @Nullable CommandSpec spec;

    ServeCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        StandaloneProxy running;
        logs.choose();
        try {
            running = StandaloneProxy.start(settings());
        } catch (ListenException e) {
            return refuse(ListenOptions.remedy(e));
        } catch (BindException e) {
            return refuse(listen.remedy(e));
        } catch (CompletionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            return refuse("the first table cannot be made: " + cause
                    + " (see what check says of the same manifests, and mend or take out what it names)");
        } catch (IOException | IllegalArgumentException e) {
            return refuse(Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(running, stopped), "ingress4j-stop"));
        out.println("listening admin " + text(running.admin()));
        out.println("listening http " + text(running.http()));
        out.println("listening https " + text(running.https()));
        out.println("ready");
        if (demoBackends) {
            out.print(Tour.text(running));
        }
        out.flush();
        stopped.await();
        return 0;
    }

    /** A process that a signal ends has a status of its own unless somebody sets it; being told to stop is no failure. */
    private void stop(StandaloneProxy running, CountDownLatch stopped) {
        try (running) {
            leave.drain(running);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
            Runtime.getRuntime().halt(0);
        }
    }

    private int refuse(String message) {
        Objects.requireNonNull(spec).commandLine().getErr().println(message);
        return 2;
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    /** Opens where Ingresses come from last: what is of no use is refused before anybody else hears of us. */
    private StandaloneProxy.Settings settings() throws IOException {
        boolean cluster = origin.isCluster();
        Listener http = listen.http();
        Listener https = demoBackends ? listen.settledHttps() : listen.https(); // redirects name it before it is bound
        InetSocketAddress admin = listen.admin();
        TranslationSettings translating =
                demoBackends ? translation.demoSettings(cluster, https.port()) : translation.settings(cluster);
        ProxyLimits most = limits.limits();
        Optional<ServerCertificate> certificate = listen.certificate();
        Optional<Metrics> meters = metrics.metrics();
        Optional<AccessLog> accessLog = logs.startAccessLog();
        return new StandaloneProxy.Settings(
                origin.open(translating), translating, http, https, admin, certificate, most, accessLog, meters);
    }
}
