package io.ingress4j.examples;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.http.PlainRequest;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints why a request goes where it goes. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Says which rule takes a request, what becomes of it, and who lost it why.")
final class ExplainCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, directories, or - for standard input.")
    private List<String> paths = List.of();

    @Option(names = "--url", required = true, description = "The URL, https://shop.example.com/cart for instance.")
    private String url = "";

    @Option(names = "--method", defaultValue = "GET", description = "The method; GET by default.")
    private String method = "GET";

    @Option(names = "--header", description = "A field as 'NAME: VALUE'; may be repeated. Host replaces the URL's.")
    private List<String> headers = List.of();

    @Mixin
    private final IngressOptions ingresses = new IngressOptions();

    @Spec
    private @Nullable CommandSpec spec;

    ExplainCommand() {}

    @Override
    public Integer call() {
        var commandLine = Objects.requireNonNull(spec).commandLine();
        PlainRequest request;
        try {
            request = RequestText.read(method, url, headers);
        } catch (IllegalArgumentException e) {
            commandLine.getErr().println("--" + e.getMessage());
            return 2;
        }
        Optional<String> problem = ManifestPaths.problem(paths);
        if (problem.isPresent()) {
            commandLine.getErr().println(problem.get());
            return 2;
        }
        PrintWriter out = commandLine.getOut();
        try (IngressEngine engine = ManifestPaths.read(paths, ingresses.settings())) {
            out.print(engine.explain(request));
        } catch (ManifestPaths.UnreadableException e) {
            commandLine.getErr().println(e.getMessage());
            return 2;
        }
        out.flush();
        return 0;
    }
}
