package io.ingress4j.examples;

import io.ingress4j.matcher.translate.TranslationSettings;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Option;

/** Which Ingresses count as ours. */
final class ClassOptions {
    @Option(
            names = "--ingress-class",
            paramLabel = "NAME",
            description =
                    "A class that is ours where there is no IngressClass of that name; may be given several times."
                            + " Default: ingress4j and nginx.")
    private List<String> ingressClasses = List.of();

    @Option(
            names = "--controller",
            paramLabel = "NAME",
            description = "A controller whose IngressClasses are ours; may be given several times."
                    + " Default: ingress4j.io/ingress-controller and k8s.io/ingress-nginx.")
    private List<String> controllers = List.of();

    ClassOptions() {}

    /** Returns the defaults but for what was given. */
    TranslationSettings settings() {
        return builder().build();
    }

    /** Returns a builder with the defaults but for what was given. */
    TranslationSettings.Builder builder() {
        TranslationSettings.Builder builder = TranslationSettings.builder();
        if (!ingressClasses.isEmpty()) {
            builder.classNames(new LinkedHashSet<>(ingressClasses));
        }
        if (!controllers.isEmpty()) {
            builder.controllers(new LinkedHashSet<>(controllers));
        }
        return builder;
    }
}
