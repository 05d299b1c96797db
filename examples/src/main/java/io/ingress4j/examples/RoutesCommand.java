package io.ingress4j.examples;

import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.Match;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
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

    @Mixin
    private final IngressOptions ingresses = new IngressOptions();

    @Spec
    private @Nullable CommandSpec spec;

    RoutesCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<String> problem = ManifestPaths.problem(paths);
        if (problem.isPresent()) {
            err.println(problem.get());
            return 2;
        }
        try (IngressEngine engine = ManifestPaths.read(paths, ingresses.settings())) {
            out.print(url == null ? engine.router().current().snapshot() : routeOf(engine, new URI(url)));
        } catch (ManifestPaths.UnreadableException e) {
            err.println(e.getMessage());
            return 2;
        } catch (URISyntaxException e) {
            err.println("--url: " + url + ": " + e.getReason() + " (expected: http://HOST/PATH)");
            return 2;
        }
        out.flush();
        return 0;
    }

    private static String routeOf(IngressEngine engine, URI uri) throws URISyntaxException {
        if (uri.getRawAuthority() == null) {
            throw new URISyntaxException(uri.toString(), "no host");
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        Match match = engine.router().current().match(uri.getRawAuthority(), path + query);
        CompiledRoute route = match.route();
        return route == null ? "nobody: " + match.response().status() + "\n" : route.route() + "\n";
    }
}
