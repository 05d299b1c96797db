package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong before anything is served: one line with the remedy, and exit status 2. */
final class ServeCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter err = new StringWriter();

    private int serve(String... arguments) {
        List<String> all = new ArrayList<>(List.of("serve", "--config", directory.toString(), "--bind", "127.0.0.1"));
        for (String port : List.of("--http-port", "--https-port", "--admin-port")) {
            if (!List.of(arguments).contains(port)) {
                all.addAll(List.of(port, "0"));
            }
        }
        all.addAll(List.of(arguments));
        return Main.commandLine().setErr(new PrintWriter(err, true)).execute(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http-port", "--https-port", "--admin-port"})
    void aTakenPortNamesItsOption(String option) throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());

            assertThat(serve(option, port)).isEqualTo(2);
            assertThat(err.toString()).hasLineCount(1).contains("127.0.0.1:" + port, option);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--http-port 70000 | expected: 0 to 65535",
                "--https-port -1 | expected: 0 to 65535",
                "--http-port x | is not an int",
                "--advertised-https-port 0 | expected: 1 to 65535",
                "--admin-bind nowhere.invalid | expected: an address of this machine",
                "--configmap settings | expected: NAMESPACE/NAME",
                "--default-backend-service pages | pages (expected: NAMESPACE/NAME)",
                "--default-ssl-certificate edge/a/b | edge/a/b (expected: NAMESPACE/NAME)",
                "--healthz-path healthz | --healthz-path: healthz (expected: a path",
                "--without-class maybe | SERVE, IGNORE",
                "--endpoint cart=1.2.3.4:80 | expected: NAMESPACE/SERVICE[:PORT]=HOST:PORT",
                "--endpoint shop/cart=1.2.3.4 | expected: NAMESPACE/SERVICE[:PORT]=HOST:PORT",
                "--endpoint shop/cart:=1.2.3.4:80 | expected: NAMESPACE/SERVICE[:PORT]=HOST:PORT",
                "--endpoint shop/cart=1.2.3.4:0 | expected: NAMESPACE/SERVICE[:PORT]=HOST:PORT",
                "--endpoint shop/cart=::1:80 | expected: NAMESPACE/SERVICE[:PORT]=HOST:PORT",
                "--endpoint-template {service}.svc | expected: HOST:PORT",
                "--default-certificate a.pem | expected: both or none",
                "--drain-delay soon | soon (expected: 0 to 24 hours, as 500ms",
                "--drain-timeout 25h | 25h (expected: 0 to 24 hours, as 500ms",
                "--drain-timeout PT-1S | PT-1S (expected: 0 to 24 hours, as 500ms",
                "--max-connections 0 | expected: 1 or more",
                "--max-connections-per-address -1 | expected: 1 or more",
                "--max-header-bytes 0 | expected: 1 or more",
                "--keep-alive 0s | expected: more than zero",
                "--access-log /nowhere/access.log | (expected: a file, or -)",
                "--access-log-format $status,$latency | $latency (expected: one of $time_iso8601, $time_local, $msec",
                "--access-log-format $ | $ (expected: one of",
                "--log-format xml | TEXT, JSON",
                "--kubernetes | both (expected: one of them",
                "--update-status | belong to --kubernetes, which is missing",
                "--watch-namespace shop | belong to --kubernetes, which is missing",
                "--watch-ingress-without-class=true | use --without-class=serve",
                "--shutdown-grace-period 10 | --shutdown-grace-period is a flag of ingress-nginx (here: use --drain-delay",
                "--validating-webhook=:8443 | ValidatingWebhookConfiguration",
                "-v=2 | --log-format",
                "--no-such-option | --no-such-option"
            })
    void aBadValueSaysWhatWasExpected(String arguments, String message) {
        assertThat(serve(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains(message, arguments.split(" ")[0]);
    }

    @Test
    void aMissingPathIsNamed() {
        assertThat(serve("--config", directory.resolve("nowhere").toString())).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("nowhere: no such file or directory (name a manifest");
    }

    @Test
    void aClusterThatNobodyNamesIsAskedFor() {
        Path missing = directory.resolve("kubeconfig");

        int status = Main.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute("serve", "--kubernetes", "--kubeconfig", missing.toString());

        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("--kubeconfig: " + missing);
    }

    /** It would be the cluster of the Pod instead. */
    @Test
    void aVariableThatNamesNoClusterIsRefusedInAPodToo() throws Exception {
        Path missing = directory.resolve("kubeconfig");
        Path empty = Files.writeString(directory.resolve("empty"), "apiVersion: v1\nkind: Config\n");
        Path token = Files.writeString(directory.resolve("token"), "token");
        List<String> pod = List.of(
                "env",
                "HOME=" + directory,
                "KUBERNETES_SERVICE_HOST=127.0.0.1",
                "KUBERNETES_SERVICE_PORT=1",
                "KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN=" + token);

        assertThat(refusal(pod, missing + File.pathSeparator + missing))
                .startsWith("KUBECONFIG: " + missing)
                .endsWith(": no readable file\n");
        assertThat(refusal(pod, missing + File.pathSeparator + empty))
                .startsWith("KUBECONFIG: ")
                .contains(": no current context (expected: ");
    }

    /** Returns what a process says that is to end at once. */
    private static String refusal(List<String> environment, String kubeconfig) {
        List<String> through = new ArrayList<>(environment);
        through.add("KUBECONFIG=" + kubeconfig);
        try (RunningJar jar = RunningJar.run(List.of("serve", "--kubernetes"), through.toArray(String[]::new))) {
            assertThat(jar.awaitEnd()).isEqualTo(2);
            return jar.output();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--update-status | no addresses (expected: --publish-service",
                "--publish-service shop/web | nothing writes it (expected: --update-status",
                "--update-status=false --publish-status-address 192.0.2.1 | nothing writes it",
                "--update-status --publish-service shop/web --publish-status-address 192.0.2.1 | expected: one of them"
            })
    void whatIsWrittenToTheClusterFitsTogether(String arguments, String message) {
        assertThat(follow(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains(message);
    }

    @Test
    void aDefaultBackendThatNobodyWouldTellOfIsRefused() {
        int status = follow("--watch-namespace", "shop,team", "--default-backend-service", "infra/pages");

        assertThat(status).isEqualTo(2);
        assertThat(err.toString())
                .hasLineCount(1)
                .contains("--default-backend-service: infra/pages", "--watch-namespace, shop, team (expected: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--default-backend-service infra/pages",
                "--watch-namespace shop,infra --default-backend-service infra/pages",
                "--watch-namespace shop --default-ssl-certificate infra/shown --configmap infra/settings"
            })
    void whatIsToldOfMayBeAnywhere(String arguments) {
        List<String> all = new ArrayList<>(List.of(arguments.split(" ")));
        all.addAll(List.of("--kubeconfig", directory.resolve("none").toString()));

        assertThat(follow(all.toArray(String[]::new))).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).startsWith("--kubeconfig: ").contains("no readable file");
    }

    private int follow(String... arguments) {
        List<String> all = new ArrayList<>(List.of("serve", "--kubernetes"));
        all.addAll(List.of(arguments));
        return Main.commandLine().setErr(new PrintWriter(err, true)).execute(all.toArray(String[]::new));
    }

    @Test
    void anUnreadableDefaultCertificateIsNamed() throws IOException {
        Path chain = Files.writeString(directory.resolve("chain.pem"), "no certificate");

        assertThat(serve("--default-certificate", chain.toString(), "--default-key", chain.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains(chain.toString());
    }
}
