package io.ingress4j.examples;

import io.ingress4j.examples.accesslog.AccessLog;
import io.ingress4j.examples.accesslog.AccessLogFormat;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is written about what happens, where, and in which form. */
final class LogOptions {
    /** How lines on standard error look. */
    enum Format {
        TEXT,
        JSON
    }

    @Option(
            names = "--log-format",
            defaultValue = "text",
            paramLabel = "text|json",
            description = "How the lines on standard error look. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.TEXT;

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            description = "Where a line is written for each request; - is standard output. Default: nowhere.")
    private Optional<String> accessLog = Optional.empty();

    @Option(
            names = "--access-log-format",
            defaultValue = "json",
            paramLabel = "json|FORMAT",
            description = "How these lines look: JSON, or a text with variables,"
                    + " '$remote_addr \"$request\" $status $request_time' for instance; docs/operations.md lists them."
                    + " Default: ${DEFAULT-VALUE}.")
    private String accessLogFormat = "";

    LogOptions() {}

    /** Chooses the form of the lines on standard error; to be called before anything is logged. */
    void choose() {
        System.setProperty("ingress4j.log.format", format.name().toLowerCase(Locale.ROOT));
    }

    /**
     * Starts the access log, where one is wanted.
     *
     * @throws IllegalArgumentException if its file or its format is of no use; the message names the option
     */
    Optional<AccessLog> startAccessLog() {
        AccessLogFormat read;
        try {
            read = AccessLogFormat.of(accessLogFormat);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--access-log-format: " + e.getMessage(), e);
        }
        return accessLog.map(target -> {
            if (target.equals("-")) {
                return AccessLog.to(new FileOutputStream(FileDescriptor.out), read);
            }
            try {
                return AccessLog.to(Path.of(target), read);
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "--access-log: " + target + ": cannot be written: " + e + " (expected: a file, or -)", e);
            }
        });
    }
}
