package io.ingress4j.examples;

import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.Match;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the routing table of manifests, or who gets one request. */
@Command(
        name = "routes",
        mixinStandardHelpOptions = true,
        description = "Prints the routing table of manifests, or the route of one URL.")
final class RoutesCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, directories, or - for standard input.")
    private List<String> paths = List.of();

    @Option(names = "--url", description = "Prints the route of this URL only.")
    private @Nullable String url;

    @Spec
    private @Nullable CommandSpec spec;

    RoutesCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Optional<String> problem = ManifestPaths.problem(paths);
        if (problem.isPresent()) {
            spec.commandLine().getErr().println(problem.get());
            return 2;
        }
        try (IngressEngine engine = ManifestPaths.read(paths)) {
            out.print(url == null ? engine.router().current().snapshot() : routeOf(engine, url));
        }
        out.flush();
        return 0;
    }

    private static String routeOf(IngressEngine engine, String url) {
        URI uri = URI.create(url);
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        Match match = engine.router().current().match(authority, path + query);
        CompiledRoute route = match.route();
        return route == null ? "nobody: " + match.response().status() + "\n" : route.route() + "\n";
    }
}
