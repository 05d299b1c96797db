package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ingress4j serve} in a process of its own: the jar where the build names it, the class path of the test
 * otherwise. The process looks for buffer leaks, and a test that finds one reported fails when it closes this.
 */
final class RunningJar implements AutoCloseable {
    private static final long WAIT_SECONDS = 60;
    private static final Pattern LISTENING = Pattern.compile("listening (\\w+) \\S+:(\\d+)");

    private final Process process;
    private final Thread reader;
    private final StringBuffer output = new StringBuffer();
    private final CountDownLatch ready = new CountDownLatch(1);

    private RunningJar(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "output of ingress4j");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts {@code serve} on free loopback ports and waits until it is ready.
     *
     * @param arguments further arguments, {@code --config} among them
     * @param through the words of a command that ends with running another, or none
     */
    static RunningJar start(List<String> arguments, String... through) {
        List<String> serve = new ArrayList<>(List.of("serve"));
        if (!arguments.contains("--bind")) {
            serve.addAll(List.of("--bind", "127.0.0.1"));
        }
        for (String option : List.of("--http-port", "--https-port", "--admin-port")) {
            if (!arguments.contains(option)) {
                serve.addAll(List.of(option, "0"));
            }
        }
        serve.addAll(arguments);
        return ready(run(serve, through));
    }

    /** Starts {@code serve} by a command of the caller's, which is to become that process, and waits until it is ready. */
    static RunningJar start(ProcessBuilder command) {
        try {
            return ready(new RunningJar(command.redirectErrorStream(true).start()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RunningJar ready(RunningJar made) {
        try {
            made.awaitReady();
            return made;
        } catch (RuntimeException | Error e) {
            made.process.destroyForcibly();
            throw e;
        }
    }

    /** Starts any command, and does not wait. */
    static RunningJar run(List<String> arguments, String... through) {
        List<String> command = new ArrayList<>(List.of(through));
        command.addAll(List.of(
                System.getProperty(
                        "test.jvm", ProcessHandle.current().info().command().orElse("java")),
                "-Xmx512m",
                "-Dio.netty.leakDetection.level=paranoid"));
        String jar = System.getProperty("ingress4j.jar");
        command.addAll(
                jar == null
                        ? List.of(
                                "-Dlogback.configurationFile=logback.xml", // and not that of the tests
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName())
                        : List.of("-jar", jar));
        command.addAll(arguments);
        try {
            return new RunningJar(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                if (line.equals("ready")) {
                    ready.countDown();
                }
            }
        } catch (IOException e) {
            output.append(e).append('\n');
        } finally {
            ready.countDown();
        }
    }

    private void awaitReady() {
        try {
            boolean told = ready.await(WAIT_SECONDS, TimeUnit.SECONDS);
            assertThat(told && output.indexOf("ready\n") >= 0)
                    .as("ready; its output: %s", output)
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted; its output: " + output, e);
        }
    }

    /** Returns the port where it speaks HTTP in the clear. */
    int httpPort() {
        return port("http");
    }

    /** Returns the port where it speaks TLS. */
    int httpsPort() {
        return port("https");
    }

    /** Returns the port of the admin address. */
    int adminPort() {
        return port("admin");
    }

    private int port(String listener) {
        Matcher line = LISTENING.matcher(output);
        while (line.find()) {
            if (line.group(1).equals(listener)) {
                return Integer.parseInt(line.group(2));
            }
        }
        throw new AssertionError("no listener " + listener + "; its output: " + output);
    }

    /** Returns what it wrote so far, standard output and standard error as they came. */
    String output() {
        return output.toString();
    }

    /** Returns the id of the process. */
    long pid() {
        return process.pid();
    }

    /** Sends it SIGTERM and does not wait. */
    void terminate() {
        process.toHandle().destroy(); // the process itself would close its output too
    }

    /** Waits for the end and returns the exit status. */
    int awaitEnd() {
        try {
            boolean ended = process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS);
            assertThat(ended).as("ended; its output: %s", output).isTrue();
            reader.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted; its output: " + output, e);
        }
    }

    /** Ends it by SIGTERM where it still runs; that is to end well, and no leak is to have been reported. */
    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                terminate();
                assertThat(awaitEnd()).as("exit status; its output: %s", output).isZero();
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(output()).doesNotContain("LEAK:");
    }
}
