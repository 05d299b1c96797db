package io.ingress4j.examples;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The command-line flags of ingress-nginx that are not ours, each with what stands in its place here. */
final class NginxFlags {
    private static final String ALWAYS = "it is always so here, and there is nothing to set; leave it out";
    private static final String METRICS = "/metrics of the admin address has its series; leave it out";
    private static final String LOGS = "use --log-format, and --access-log for requests";
    private static final String NOT_SERVED = "only HTTP and TLS that ends here are served, so it has no counterpart";
    private static final String WEBHOOK = "there is no admission webhook; run check in CI, and delete the old"
            + " ValidatingWebhookConfiguration, which blocks every change of an Ingress once its Service is gone";
    private static final String KUBECONFIG = "use --kubeconfig";
    private static final Map<String, String> REPLACEMENTS = replacements();

    private NginxFlags() {}

    private static Map<String, String> replacements() {
        Map<String, String> flags = new HashMap<>();
        put(flags, KUBECONFIG, "apiserver-host", "certificate-authority");
        put(flags, "use --controller NAME", "controller-class");
        put(flags, "use --without-class=serve", "watch-ingress-without-class");
        put(
                flags,
                "use --ingress-class NAME, which holds where no IngressClass has that name",
                "ingress-class-by-name");
        put(flags, "name the namespaces with --watch-namespace", "watch-namespace-selector");
        put(flags, "use --drain-delay DURATION", "shutdown-grace-period");
        put(flags, "use --drain-timeout DURATION", "post-shutdown-grace-period");
        put(
                flags,
                "use --healthz-path PATH for the traffic ports; /live and /ready are on the admin address",
                "health-check-path");
        put(
                flags,
                "/live and /ready answer at once, and a probe has a timeout of its own; leave it out",
                "health-check-timeout");
        put(flags, "use --admin-bind ADDR", "healthz-host");
        put(flags, "use --admin-port N", "healthz-port", "status-port");
        put(flags, "use --zone NAME", "enable-topology-aware-routing");
        put(flags, "use --publish-status-address with the addresses of the nodes", "report-node-internal-ip-address");
        put(
                flags,
                "status is written at each change, and never cleared at the end; leave it out",
                "status-update-interval",
                "update-status-on-shutdown");
        put(flags, "there is no election without --update-status or --events; leave it out", "disable-leader-election");
        put(flags, "a lease of 15 s, which cannot be set", "election-ttl");
        put(flags, "Events are written with --events only; leave it out", "disable-sync-events");
        put(
                flags,
                "ExternalName Services that lead inward are refused; others are served",
                "disable-svc-external-name");
        put(flags, "Ingresses without a host are served; forbid them by a policy of the cluster", "disable-catch-all");
        put(flags, "names without a route are answered with 404, without a server of its own", "default-server-port");
        put(
                flags,
                WEBHOOK,
                "validating-webhook",
                "validating-webhook-certificate",
                "validating-webhook-key",
                "disable-full-test");
        put(
                flags,
                NOT_SERVED,
                "tcp-services-configmap",
                "udp-services-configmap",
                "enable-ssl-passthrough",
                "ssl-passthrough-proxy-port",
                "stream-port");
        put(
                flags,
                "annotations are read with the prefix nginx.ingress.kubernetes.io, and with no other",
                "annotations-prefix");
        put(
                flags,
                "nobody looks up where an address is, so it has no counterpart",
                "maxmind-edition-ids",
                "maxmind-license-key",
                "maxmind-mirror",
                "maxmind-retries-count",
                "maxmind-retries-timeout");
        put(
                flags,
                METRICS,
                "enable-metrics",
                "metrics-per-host",
                "metrics-per-undefined-host",
                "exclude-socket-metrics",
                "report-status-classes",
                "time-buckets",
                "length-buckets",
                "size-buckets",
                "bucket-factor",
                "max-buckets",
                "monitor-max-batch-size");
        put(
                flags,
                LOGS,
                "v",
                "vmodule",
                "logtostderr",
                "alsologtostderr",
                "stderrthreshold",
                "log_dir",
                "log_file",
                "log_file_max_size",
                "add_dir_header",
                "log_backtrace_at",
                "skip_headers",
                "skip_log_headers",
                "one_output",
                "internal-logger-address");
        put(flags, "use the JDK's Flight Recorder", "profiling", "profiler-address", "profiler-port");
        put(
                flags,
                ALWAYS,
                "dynamic-configuration-retries",
                "enable-annotation-validation",
                "deep-inspect",
                "sync-period",
                "sync-rate-limit",
                "enable-ssl-chain-completion");
        return Map.copyOf(flags);
    }

    private static void put(Map<String, String> flags, String replacement, String... names) {
        for (String name : names) {
            flags.put(name, replacement);
        }
    }

    /** Returns the names of the flags, without their dashes. */
    static Set<String> names() {
        return REPLACEMENTS.keySet();
    }

    /** Returns what to do about the first flag of ingress-nginx among arguments that nobody knew. */
    static Optional<String> remedy(List<String> unknown) {
        for (String argument : unknown) {
            String name = argument.replaceFirst("^--?", "").replaceFirst("=.*", "");
            String replacement = argument.startsWith("-") ? REPLACEMENTS.get(name) : null;
            if (replacement != null) {
                return Optional.of(argument + " is a flag of ingress-nginx (here: " + replacement + ")");
            }
        }
        return Optional.empty();
    }
}
