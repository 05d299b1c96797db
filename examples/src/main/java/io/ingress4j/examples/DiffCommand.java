package io.ingress4j.examples;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.RouterDiff;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints which requests change owner between two sets of manifests. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Prints which requests change owner between two sets of manifests. Exit status: 0 none,"
                + " 1 some, 2 the manifests cannot be read.")
final class DiffCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "BEFORE", description = "A file, a directory, or - for standard input.")
    private String before = "";

    @Parameters(index = "1", paramLabel = "AFTER", description = "A file, a directory, or - for standard input.")
    private String after = "";

    @Mixin
    private final IngressOptions ingresses = new IngressOptions();

    @Spec
    private @Nullable CommandSpec spec;

    DiffCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<String> problem = before.equals("-") && after.equals("-")
                ? Optional.of("-: standard input can be one of the two only (name a manifest or a directory)")
                : ManifestPaths.problem(List.of(before, after));
        if (problem.isPresent()) {
            err.println(problem.get());
            return 2;
        }
        RouterDiff diff;
        try (IngressEngine older = ManifestPaths.read(List.of(before), ingresses.settings());
                IngressEngine newer = ManifestPaths.read(List.of(after), ingresses.settings())) {
            diff = RouterDiff.of(older.router().current(), newer.router().current());
        } catch (ManifestPaths.UnreadableException e) {
            err.println(e.getMessage());
            return 2;
        }
        diff.moves().forEach(out::println);
        if (!diff.untold().isEmpty()) {
            out.println("expressions that come or go; which requests they take cannot be told:");
            diff.untold().forEach(expression -> out.println("  " + expression));
        }
        out.flush();
        return diff.moves().isEmpty() && diff.untold().isEmpty() ? 0 : 1;
    }
}
