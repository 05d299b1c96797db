package io.ingress4j.examples;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Diagnostic.Severity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads and translates manifests and prints what there is to say about them. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Prints what is wrong with manifests. Exit status: 0 clean, 1 warnings with --strict, 2 errors.")
final class CheckCommand implements Callable<Integer> {
    private static final Set<String> ABSENT = Set.of("missing-service", "no-endpoints", "missing-secret");

    private enum Format {
        TEXT,
        JSON
    }

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, directories, or - for standard input.")
    private List<String> paths = List.of();

    @Option(names = "--strict", description = "Warnings count: exit status 1.")
    private boolean strict;

    @Option(names = "--complete", description = "Absent Services, endpoints and Secrets are errors, not notes.")
    private boolean complete;

    @Option(names = "--format", defaultValue = "text", description = "text (default) or json.")
    private Format format = Format.TEXT;

    @Spec
    private @Nullable CommandSpec spec;

    CheckCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Optional<String> problem = ManifestPaths.problem(paths);
        if (problem.isPresent()) {
            spec.commandLine().getErr().println(problem.get());
            return 2;
        }
        List<Diagnostic> diagnostics;
        try (IngressEngine engine = ManifestPaths.read(paths)) {
            diagnostics = engine.diagnostics().stream().map(this::weighed).toList();
        }
        out.print(format == Format.JSON ? json(diagnostics) : text(diagnostics));
        out.flush();
        if (has(diagnostics, Severity.ERROR)) {
            return 2;
        }
        return strict && has(diagnostics, Severity.WARNING) ? 1 : 0;
    }

    private static boolean has(List<Diagnostic> diagnostics, Severity severity) {
        return diagnostics.stream().anyMatch(diagnostic -> diagnostic.severity() == severity);
    }

    private Diagnostic weighed(Diagnostic d) {
        return complete && ABSENT.contains(d.code())
                ? new Diagnostic(
                        Severity.ERROR, d.code(), d.object(), d.field(), d.value(), d.message(), d.source(), d.line())
                : d;
    }

    private static String text(List<Diagnostic> diagnostics) {
        var text = new StringBuilder();
        diagnostics.forEach(diagnostic -> text.append(diagnostic).append('\n'));
        return text.toString();
    }

    private static String json(List<Diagnostic> diagnostics) throws IOException {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartArray();
            for (Diagnostic diagnostic : diagnostics) {
                json.writeStartObject();
                json.writeStringField("severity", diagnostic.severity().name().toLowerCase(Locale.ROOT));
                json.writeStringField("code", diagnostic.code());
                json.writeStringField("object", diagnostic.object());
                json.writeStringField("field", diagnostic.field());
                json.writeStringField("value", diagnostic.value());
                json.writeStringField("message", diagnostic.message());
                json.writeStringField("file", diagnostic.source());
                json.writeNumberField("line", diagnostic.line());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        return text.append('\n').toString();
    }
}
