package io.ingress4j.benchmarks.table;

import io.ingress4j.model.HttpPath;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressRule;
import io.ingress4j.model.Located;
import io.ingress4j.model.PathType;
import io.ingress4j.source.file.Manifests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How Ingresses of the real world look: hosts and paths as their authors wrote them. They come from a folder of manifests
 * where there is one, named by the environment variable {@code INGRESS4J_CORPUS} or found as
 * {@code shared/corpus/manifests} beside a folder above this one; else from a short list of our own.
 */
public final class Shapes {
    private static final Pattern HOST = Pattern.compile("(\\*\\.)?[a-z0-9-]+(\\.[a-z0-9-]+)+");
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?");

    /** What stands in where no manifests are found. */
    private static final List<List<Rule>> OWN = List.of(
            shape("shop.example.com /"),
            shape("www.example.com /"),
            shape("app.example.com /", "app.example.com /api"),
            shape("app.example.com /", "app.example.com /api", "app.example.com /static"),
            shape("api.example.com /v1/orders", "api.example.com /v1/customers", "api.example.com /v2/orders"),
            shape("grafana.example.com /"),
            shape("*.apps.example.com /"),
            shape("*.preview.example.com /", "*.preview.example.com /assets"),
            shape("auth.example.com /oauth2", "auth.example.com =/healthz", "auth.example.com /"),
            shape("a.example.com /", "b.example.com /", "c.example.com /", "d.example.com /api/v1"));

    private final List<List<Rule>> ingresses;
    private final String origin;

    private Shapes(List<List<Rule>> ingresses, String origin) {
        this.ingresses = ingresses;
        this.origin = origin;
    }

    private static List<Rule> shape(String... rules) {
        List<Rule> made = new ArrayList<>();
        for (String rule : rules) {
            int space = rule.indexOf(' ');
            boolean exact = rule.charAt(space + 1) == '=';
            made.add(new Rule(rule.substring(0, space), exact, rule.substring(space + (exact ? 2 : 1)), 0));
        }
        return List.copyOf(made);
    }

    /** Returns the shapes of the manifests of this machine, or those of our own. */
    public static Shapes load() {
        Path folder = folder();
        if (folder != null) {
            List<List<Rule>> found = read(folder);
            if (found.size() > 50) {
                return new Shapes(found, found.size() + " Ingresses of a folder of manifests");
            }
        }
        return own();
    }

    /** Returns the shapes that need no manifests. */
    public static Shapes own() {
        return new Shapes(OWN, "built-in list");
    }

    /** Returns the rules of each Ingress; each has at least one. */
    public List<List<Rule>> ingresses() {
        return ingresses;
    }

    /** Returns where the shapes come from. */
    @Override
    public String toString() {
        return origin;
    }

    private static @org.jspecify.annotations.Nullable Path folder() {
        String named = System.getenv("INGRESS4J_CORPUS");
        if (named != null) {
            return Path.of(named);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared/corpus/manifests");
            if (Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private static List<List<Rule>> read(Path folder) {
        List<List<Rule>> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                var content = Manifests.read(
                        Files.readAllBytes(file), file.getFileName().toString());
                for (Located located : content.objects()) {
                    if (located.resource() instanceof Ingress ingress) {
                        Set<Rule> rules = rulesOf(ingress);
                        if (!rules.isEmpty()) {
                            found.add(List.copyOf(rules));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** The rules that every router of the comparison can express: no expressions, no rule without a host. */
    private static Set<Rule> rulesOf(Ingress ingress) {
        Set<Rule> rules = new LinkedHashSet<>();
        for (IngressRule rule : ingress.rules()) {
            if (!HOST.matcher(rule.host()).matches()) {
                continue;
            }
            for (HttpPath path : rule.paths()) {
                if (PATH.matcher(path.path()).matches()) {
                    boolean exact = path.type() == PathType.EXACT;
                    String text = path.path().replaceFirst("(?<=.)/$", "");
                    rules.add(new Rule(rule.host(), exact, text.isEmpty() ? "/" : text, 0));
                }
            }
        }
        return rules;
    }
}
