package io.ingress4j.matcher.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.StandardFeatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class AnnotationTableTest {
    private static final String BEGIN = "<!-- annotations:begin -->\n";
    private static final String END = "<!-- annotations:end -->";

    @Test
    void theReadmeHasTheAnnotationsOfTheCode() throws IOException {
        Path readme = Path.of(System.getProperty("basedir", "."), "../README.md");
        String text = Files.readString(readme);
        assertThat(text).as("README.md").containsOnlyOnce(BEGIN).containsOnlyOnce(END);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        String table = AnnotationTable.of(StandardFeatures.all());
        if (Boolean.getBoolean("annotations.write")) {
            Files.writeString(readme, text.substring(0, begin) + table + text.substring(end));
            return;
        }

        assertThat(text.substring(begin, end))
                .as("the table of annotations in README.md is stale; to write it anew run"
                        + " mvn test -pl ingress-matcher -am -Dtest=AnnotationTableTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dannotations.write=true")
                .isEqualTo(table);
    }
}
