package io.ingress4j.matcher.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.Match;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.StandardFeatures;
import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.feature.bodysize.BodySizePolicy;
import io.ingress4j.matcher.feature.timeout.TimeoutPolicy;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteAction;
import io.ingress4j.matcher.route.VirtualHost;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Located;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import io.ingress4j.model.Service;
import io.ingress4j.source.file.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code name.yaml} has the routes, endpoints, answers and remarks of {@code name.routes}. The first line of a
 * manifest is a comment that says which rule it shows; {@code #> host/path} asks for a request, and {@code #! word} is a
 * decision of the operator: {@code ignore-without-class}, {@code configmap NAMESPACE/NAME}, {@code allow ANNOTATION},
 * {@code allow-inward}, {@code zone NAME}, {@code default-backend NAMESPACE/NAME}, {@code default-certificate
 * NAMESPACE/NAME} or {@code health-path PATH}. Where a manifest has no Service, that is not among the remarks. A new case is two files; run with {@code -Droutes.write=true} to write the second, and read it.
 */
final class ManifestToRoutesTest {
    private static final String DEFAULT_POLICY = "SslRedirectPolicy[force=false, preserveTrailingSlash=false]";

    private static Path folder() {
        return Path.of(System.getProperty("basedir", "."), "src/test/resources/io/ingress4j/matcher/translate");
    }

    static List<Named<Path>> manifests() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            List<Named<Path>> cases = new ArrayList<>();
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                String title = Files.readAllLines(file).get(0);
                assertThat(title).as("first line of %s", file).startsWith("# ");
                String name = file.getFileName().toString().replace(".yaml", "");
                cases.add(Named.of(name + ": " + title.substring(2), file));
            }
            return cases;
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void aManifestHasTheseRoutes(Path manifest) throws IOException {
        String actual = describe(Files.readString(manifest));
        Path expected = Path.of(manifest.toString().replace(".yaml", ".routes"));
        if (Boolean.getBoolean("routes.write")) {
            Files.writeString(expected, actual);
        }

        assertThat(actual).isEqualTo(Files.readString(expected));
    }

    private static String describe(String text) {
        Manifests.Content content = Manifests.read(text, "f.yaml");
        Resources resources = Resources.empty();
        Set<ResourceId> changed = new HashSet<>();
        for (Located located : content.objects()) {
            resources = resources.with(located.resource());
            changed.add(located.resource().id());
        }
        var translator = new Translator(
                settings(text), StandardFeatures.all(), Set.of(TimeoutPolicy.class, BodySizePolicy.class));
        Translator.Result result = translator.translate(resources, changed);
        Router router = Router.empty()
                .with(result.snapshot(), result.changedHosts(), StandardFeatures.all(), translator::cluster);
        var out = new StringBuilder("routes\n");
        out.append(result.snapshot()
                .toString()
                .replace(" [" + DEFAULT_POLICY + "]", "")
                .replace(", " + DEFAULT_POLICY, "")
                .replace(DEFAULT_POLICY + ", ", ""));
        out.append("endpoints\n");
        for (ClusterName cluster : clusters(result)) {
            out.append("  ").append(cluster);
            translator
                    .cluster(cluster)
                    .endpoints()
                    .endpoints()
                    .forEach(e -> out.append(' ').append(e));
            out.append('\n');
        }
        out.append("requests\n");
        values(text, "#> ")
                .forEach(request ->
                        out.append("  ").append(answer(router, request)).append('\n'));
        out.append("remarks\n");
        List<Diagnostic> remarks = new ArrayList<>(content.diagnostics());
        remarks.addAll(translator.remarks().all());
        boolean withServices = content.objects().stream().anyMatch(o -> o.resource() instanceof Service);
        remarks.removeIf(d -> !withServices && d.code().equals("missing-service"));
        remarks.forEach(d -> out.append("  ").append(withoutPlace(d)).append('\n'));
        return out.toString();
    }

    private static String withoutPlace(Diagnostic d) {
        return new Diagnostic(d.severity(), d.code(), d.object(), d.field(), d.value(), d.message(), "", 0).toString();
    }

    private static Set<ClusterName> clusters(Translator.Result result) {
        Set<ClusterName> names = new TreeSet<>();
        for (VirtualHost host : result.snapshot().hosts()) {
            for (Route route : host.routes()) {
                if (route.action() instanceof RouteAction.Forward forward) {
                    names.add(forward.cluster());
                }
            }
        }
        return names;
    }

    private static String answer(Router router, String request) {
        int slash = request.indexOf('/');
        Match match = router.match(request.substring(0, slash), request.substring(slash));
        CompiledRoute route = match.route();
        if (route == null) {
            return request + " -> " + match.response().status();
        }
        String target = route.route().action() instanceof RouteAction.Respond respond
                ? Integer.toString(respond.response().status())
                : route.cluster().name().toString();
        return request + " -> " + target;
    }

    private static List<String> values(String text, String mark) {
        return text.lines()
                .filter(line -> line.startsWith(mark))
                .map(line -> line.substring(mark.length()).strip())
                .toList();
    }

    private static TranslationSettings settings(String text) {
        TranslationSettings.Builder settings = TranslationSettings.builder();
        for (String word : values(text, "#! ")) {
            String value = word.substring(word.indexOf(' ') + 1);
            if (word.equals("ignore-without-class")) {
                settings.serveWithoutClass(false);
            } else if (word.equals("allow-inward")) {
                settings.allowLoopbackExternalNames(true);
            } else if (word.startsWith("configmap ")) {
                settings.configMap(key(value));
            } else if (word.startsWith("zone ")) {
                settings.zone(value);
            } else if (word.startsWith("default-backend ")) {
                settings.defaultBackend(key(value));
            } else if (word.startsWith("default-certificate ")) {
                settings.defaultCertificate(key(value));
            } else if (word.startsWith("health-path ")) {
                settings.healthPath(value);
            } else if (word.startsWith("allow ")) {
                settings.allowUnapplied(value);
            } else {
                throw new IllegalArgumentException("#! " + word + " (expected: a decision of the operator)");
            }
        }
        return settings.build();
    }

    private static ObjectKey key(String text) {
        int slash = text.indexOf('/');
        return new ObjectKey(text.substring(0, slash), text.substring(slash + 1));
    }
}
