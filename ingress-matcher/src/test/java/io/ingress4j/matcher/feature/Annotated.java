package io.ingress4j.matcher.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import java.util.Map;

/** The Ingress {@code shop/cart} with annotations, and readers of it. */
public final class Annotated {
    /** The prefix of annotations, slash included. */
    public static final String PREFIX = "nginx.ingress.kubernetes.io/";

    private Annotated() {}

    /** Returns a builder of the Ingress; names and values take turns. */
    public static Ingress.Builder ingress(String... annotations) {
        Ingress.Builder builder = Ingress.builder("shop", "cart");
        for (int i = 0; i < annotations.length; i += 2) {
            builder.annotation(PREFIX + annotations[i], annotations[i + 1]);
        }
        return builder;
    }

    /** Returns the Ingress with one path that leads to Service {@code s}. */
    public static Ingress at(String host, String path, String... annotations) {
        return ingress(annotations)
                .path(host, path, PathType.IMPLEMENTATION_SPECIFIC, "s", 80)
                .build();
    }

    /** Returns a reader of the annotations. */
    public static AnnotationReader reader(String... annotations) {
        return reader(Map.of(), annotations);
    }

    /** Returns a reader of the annotations under global settings. */
    public static AnnotationReader reader(Map<String, String> globals, String... annotations) {
        return new AnnotationReader(
                ingress(annotations).build(),
                PREFIX.substring(0, PREFIX.length() - 1),
                new GlobalSettings(globals, 443));
    }

    /** Asserts that one remark names field, value and expectation, and whether the whole Ingress is left out. */
    public static void assertReported(
            AnnotationReader in, String name, String value, String expected, boolean refused) {
        assertThat(in.isRefused()).as("refused").isEqualTo(refused);
        assertThat(in.diagnostics()).singleElement().satisfies(d -> {
            assertThat(d.object()).isEqualTo("Ingress shop/cart");
            assertThat(d.field()).isEqualTo("metadata.annotations[" + PREFIX + name + "]");
            assertThat(d.value()).isEqualTo(value);
            assertThat(d.message()).contains(expected);
            assertThat(d.severity()).isEqualTo(refused ? Diagnostic.Severity.ERROR : Diagnostic.Severity.WARNING);
            assertThat(d.code()).isEqualTo(refused ? "refused-annotation" : "invalid-annotation");
        });
    }
}
