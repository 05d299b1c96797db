package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 4 of the Ingress specification, IngressClass, over sockets. */
@DisplayName("Ingress specification §4, IngressClass")
final class IngressSpecClassesIT {
    private static Stage stage;
    private static Stage ourDefault;
    private static Stage foreignDefault;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.open()
                .services("app")
                .manifest(
                        "classes",
                        ingressClass("ours", "ingress4j.io/ingress-controller", "false")
                                + ingressClass("nginx-by-another-name", "k8s.io/ingress-nginx", "False")
                                + ingressClass("foreign", "example.com/other-controller", "false")
                                + ingressClass("nginx", "example.com/other-controller", "false"))
                .manifest(
                        "ingresses",
                        ingress("of-ours", "ingressClassName: ours", "")
                                + ingress("of-nginx-controller", "ingressClassName: nginx-by-another-name", "")
                                + ingress("of-foreign", "ingressClassName: foreign", "")
                                + ingress("of-a-taken-name", "ingressClassName: nginx", "")
                                + ingress("of-no-such-class", "ingressClassName: absent", "")
                                + ingress("of-our-name", "ingressClassName: ingress4j", "")
                                + ingress("by-annotation", "", "ingress4j")
                                + ingress("by-annotation-of-a-class", "", "ours")
                                + ingress("by-foreign-annotation", "", "traefik")
                                + ingress("of-nothing", "", ""))
                // A cluster takes both of them where an Ingress that has one is changed, and no new Ingress with both.
                .manifest(
                        "both",
                        ingress("field-ours-annotation-foreign", "ingressClassName: ours", "")
                                + ingress("field-foreign-annotation-ours", "ingressClassName: foreign", ""))
                .manifest(
                        "both",
                        ingress("field-ours-annotation-foreign", "ingressClassName: ours", "traefik")
                                + ingress("field-foreign-annotation-ours", "ingressClassName: foreign", "ours"));
        stage.start();
        ourDefault = defaultClass("ingress4j.io/ingress-controller", "true");
        foreignDefault = defaultClass("example.com/other-controller", "true");
    }

    @AfterAll
    static void stop() throws Exception {
        stage.close();
        ourDefault.close();
        foreignDefault.close();
    }

    /** A stage that ignores Ingresses without a class, unless there is a default class. */
    private static Stage defaultClass(String controller, String isDefault) throws Exception {
        Stage made = Stage.open()
                .services("app")
                .manifest(
                        "class",
                        ingressClass("standard", controller, isDefault)
                                + ingressClass("ours", "ingress4j.io/ingress-controller", "false")
                                + ingressClass("foreign", "example.com/other-controller", "false"))
                .manifest(
                        "ingresses",
                        ingress("of-nothing", "", "")
                                + ingress("by-foreign-annotation", "", "traefik")
                                + ingress("by-annotation", "", "ours")
                                + ingress("of-ours", "ingressClassName: ours", "")
                                + ingress("of-foreign", "ingressClassName: foreign", ""));
        return made.start("--without-class", "ignore");
    }

    private static String ingressClass(String name, String controller, String isDefault) {
        return """
                ---
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata:
                  name: %s
                  annotations: {ingressclass.kubernetes.io/is-default-class: "%s"}
                spec: {controller: %s}
                """.formatted(name, isDefault, controller);
    }

    /** An Ingress whose host is its name. */
    private static String ingress(String name, String field, String annotation) {
        return """
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: %s
                  annotations: {%s}
                spec:
                  %s
                  rules:
                    - host: %s
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: app, port: {number: 8080}}}}
                """.formatted(
                        name, annotation.isEmpty() ? "" : "kubernetes.io/ingress.class: " + annotation, field, name);
    }

    @ParameterizedTest(name = "§4 field, class, controller: {0} -> {1}")
    @CsvSource({
        "of-ours, app",
        "of-nginx-controller, app",
        "of-foreign, 404",
        "of-a-taken-name, 404",
        "of-no-such-class, 404",
        "of-our-name, app",
    })
    void theFieldLeadsToAClassAndTheClassToItsController(String host, String expected) throws Exception {
        assertThat(stage.outcome(host, "/")).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§4 annotation only: {0} -> {1}")
    @CsvSource({"by-annotation, app", "by-annotation-of-a-class, app", "by-foreign-annotation, 404"})
    void theAnnotationAloneNamesTheClass(String host, String expected) throws Exception {
        assertThat(stage.outcome(host, "/")).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§4 field against annotation: {0} -> {1}")
    @CsvSource({"field-ours-annotation-foreign, app", "field-foreign-annotation-ours, 404"})
    void theFieldComesBeforeTheAnnotation(String host, String expected) throws Exception {
        assertThat(stage.outcome(host, "/")).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§4 the default class is ours: {0} -> {1}")
    @CsvSource({
        "of-nothing, app",
        "by-foreign-annotation, 404",
        "by-annotation, app",
        "of-ours, app",
        "of-foreign, 404",
    })
    void ourDefaultClassTakesIngressesWithNeitherFieldNorAnnotation(String host, String expected) throws Exception {
        assertThat(ourDefault.outcome(host, "/")).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§4 the default class belongs to another controller: {0} -> {1}")
    @CsvSource({"of-nothing, 404", "by-annotation, app", "of-ours, app", "of-foreign, 404"})
    void aForeignDefaultClassTakesThemAway(String host, String expected) throws Exception {
        assertThat(foreignDefault.outcome(host, "/")).isEqualTo(expected);
    }

    @Test
    @DisplayName("§4 only the exact value \"true\" makes a default class; changes of classes are followed")
    void onlyTheValueTrueMakesADefaultClassAndChangesAreFollowed() throws Exception {
        try (Stage changing = defaultClass("ingress4j.io/ingress-controller", "True")) {
            assertThat(changing.outcome("of-ours", "/")).isEqualTo("app");
            assertThat(changing.outcome("of-nothing", "/")).isEqualTo("404");

            changing.manifest("class", ingressClass("standard", "ingress4j.io/ingress-controller", "true"));

            awaitOutcome(changing, "of-nothing", "app");
            awaitOutcome(changing, "of-ours", "404"); // its class is gone

            changing.manifest("ingresses", ingress("of-nothing", "ingressClassName: elsewhere", ""));

            awaitOutcome(changing, "of-nothing", "404");
        }
    }

    @Test
    @DisplayName("§4 a second default class takes nothing away while both are ours")
    void aSecondDefaultClassTakesNothingAwayWhileBothAreOurs() throws Exception {
        try (Stage changing = defaultClass("k8s.io/ingress-nginx", "true")) {
            assertThat(changing.outcome("of-nothing", "/")).isEqualTo("app");

            changing.manifest(
                    "second",
                    ingressClass("second", "ingress4j.io/ingress-controller", "true")
                            + ingress("of-the-second", "ingressClassName: second", ""));

            awaitOutcome(changing, "of-the-second", "app");
            assertThat(changing.outcome("of-nothing", "/")).isEqualTo("app");
        }
    }

    private static void awaitOutcome(Stage stage, String host, String expected) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(stage.outcome(host, "/")).isEqualTo(expected));
    }

    @Test
    @DisplayName("§4 an Ingress that is not ours says so, and adds nothing to a host that it shares")
    void aForeignIngressIsReportedAndAddsNothing() throws Exception {
        assertThat(stage.admin("/diagnostics").body())
                .contains("of-foreign", "of-a-taken-name", "of-no-such-class", "by-foreign-annotation");
        assertThat(stage.admin("/routes").body()).doesNotContain("of-foreign", "of-no-such-class");
    }
}
