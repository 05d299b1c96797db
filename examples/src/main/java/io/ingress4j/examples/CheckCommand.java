package io.ingress4j.examples;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Diagnostic.Severity;
import io.ingress4j.model.Ingress;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Reads and translates manifests and prints what there is to say about them, by file and line; how much that was goes to
 * the error stream.
 */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints what is wrong with manifests. Exit status: 0 clean (notes do not count, nor do warnings"
                + " without --strict), 1 warnings with --strict, 2 errors.")
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

    @Option(
            names = "--format",
            defaultValue = "text",
            paramLabel = "text|json",
            description = "text (default) or json.")
    private Format format = Format.TEXT;

    @Mixin
    private final IngressOptions reading = new IngressOptions();

    @Spec
    private @Nullable CommandSpec spec;

    CheckCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<String> problem = ManifestPaths.problem(paths);
        if (problem.isPresent()) {
            err.println(problem.get());
            return 2;
        }
        List<Diagnostic> diagnostics;
        int ingresses;
        boolean served;
        try (IngressEngine engine = ManifestPaths.read(paths, reading.settings())) {
            diagnostics = engine.diagnostics().stream()
                    .map(this::weighed)
                    .sorted(Comparator.comparing(Diagnostic::source).thenComparingInt(Diagnostic::line))
                    .toList();
            ingresses = engine.resources().all(Ingress.class).size();
            served = engine.router().current().snapshot().size() > 0;
        } catch (ManifestPaths.UnreadableException e) {
            err.println(e.getMessage());
            return 2;
        }
        out.print(format == Format.JSON ? DiagnosticText.json(diagnostics) : DiagnosticText.lines(diagnostics));
        out.flush();
        long errors = count(diagnostics, Severity.ERROR);
        long warnings = count(diagnostics, Severity.WARNING);
        if (!served) {
            err.println(absence(ingresses, errors > 0, diagnostics));
            warnings++;
        }
        err.println(counted(ingresses, "Ingress", "Ingresses") + ": " + counted(errors, "error", "errors") + ", "
                + counted(warnings, "warning", "warnings") + ", "
                + counted(count(diagnostics, Severity.NOTE), "note", "notes"));
        err.flush();
        if (errors > 0) {
            return 2;
        }
        return strict && warnings > 0 ? 1 : 0;
    }

    private static long count(List<Diagnostic> diagnostics, Severity severity) {
        return diagnostics.stream()
                .filter(diagnostic -> diagnostic.severity() == severity)
                .count();
    }

    private static String counted(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    /** Says why no Ingress would be served, and what to do. */
    private String absence(int ingresses, boolean errors, List<Diagnostic> diagnostics) {
        String where = String.join(", ", paths);
        Set<String> others = new TreeSet<>();
        for (Diagnostic diagnostic : diagnostics) {
            if (diagnostic.code().equals("not-served")) {
                others.add(diagnostic.value().isEmpty() ? "(none)" : diagnostic.value());
            }
        }
        if (!others.isEmpty()) {
            return "no Ingress of our class in " + where + ": the classes there are " + others
                    + " (name one of them with --ingress-class)";
        }
        if (ingresses > 0 || errors) {
            return "no Ingress in " + where + " would be served (see what is said of them)";
        }
        return "no Ingress found in " + where + " (expected: .yaml, .yml or .json with kind: Ingress)";
    }

    private Diagnostic weighed(Diagnostic diagnostic) {
        return complete && ABSENT.contains(diagnostic.code())
                ? diagnostic.toBuilder().severity(Severity.ERROR).build()
                : diagnostic;
    }
}
