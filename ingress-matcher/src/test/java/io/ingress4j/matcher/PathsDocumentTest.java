package io.ingress4j.matcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.matcher.translate.Translator;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import io.ingress4j.model.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the router to the tables of {@code docs/paths.md}. */
final class PathsDocumentTest {
    private static final Path DOCUMENT = Path.of(System.getProperty("basedir", "."), "..", "docs", "paths.md");

    private final Router router = router();

    private static Router router() {
        Ingress ingress = Ingress.builder("shop", "paths")
                .path("h", "/public", PathType.PREFIX, "public", 80)
                .path("h", "/admin", PathType.PREFIX, "admin", 80)
                .build();
        var translator = new Translator(TranslationSettings.builder().build(), StandardFeatures.all(), Set.of());
        Translator.Result result = translator.translate(Resources.empty().with(ingress), Set.of(ingress.id()));
        return Router.empty()
                .with(result.snapshot(), result.changedHosts(), StandardFeatures.all(), translator::cluster);
    }

    /** Returns the first two cells of each row of a section, without the marks of code. */
    private static List<List<String>> rows(String section) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("## ")) {
                inside = line.equals("## " + section);
            } else if (inside && line.startsWith("| `")) {
                String[] cells = line.split("\\|", -1);
                rows.add(List.of(
                        cells[1].strip().replace("`", ""), cells[2].strip().replace("`", "")));
            }
        }
        assertThat(rows).as("rows of %s", section).hasSizeGreaterThan(5);
        return rows;
    }

    @Test
    void everyRowWithAReadingReadsSo() throws IOException {
        for (List<String> row : rows("One reading")) {
            assertThat(Router.normalizedPath(row.get(0))).as(row.get(0)).isEqualTo(row.get(1));
        }
    }

    @Test
    void everyRowWithoutOneIsRefused() throws IOException {
        for (List<String> row : rows("Refused with 400")) {
            Match match = router.match("h", row.get(0));

            assertThat(match.route()).as(row.get(0)).isNull();
            assertThat(match.response().status()).as(row.get(0)).isEqualTo(400);
            assertThat(Router.normalizedPath(row.get(0))).as(row.get(0)).isNull();
        }
    }

    @Test
    void everyRowWithAnEncodedSlashGoesWhereBothReadingsGoOrNowhere() throws IOException {
        for (List<String> row : rows("An encoded slash")) {
            Match match = router.match("h", row.get(0));
            CompiledRoute route = match.route();

            String actual = route == null
                    ? Integer.toString(match.response().status())
                    : route.route().match().path();
            assertThat(actual).as(row.get(0)).isEqualTo(row.get(1));
        }
    }
}
