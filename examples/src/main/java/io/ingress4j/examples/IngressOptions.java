package io.ingress4j.examples;

import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.model.ObjectKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which Ingresses count as ours and how they are read, with the same options for what serves and for what only looks. */
final class IngressOptions {
    /** What is done with Ingresses that name no class. */
    enum WithoutClass {
        SERVE,
        IGNORE
    }

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

    @Option(
            names = "--without-class",
            paramLabel = "serve|ignore",
            description =
                    "What is done with Ingresses without a class. Default: serve; ignore with serve --kubernetes.")
    private Optional<WithoutClass> withoutClass = Optional.empty();

    @Option(
            names = "--configmap",
            converter = KeyText.class,
            paramLabel = "NAMESPACE/NAME",
            description =
                    "The ConfigMap, among the manifests or in the cluster, with the global settings. Where it is missing, that is an"
                            + " error among the diagnostics, and all is served without its protections.")
    private Optional<ObjectKey> configMap = Optional.empty();

    @Option(
            names = "--allow-annotation",
            paramLabel = "NAME",
            description = "An annotation that asks for protection and may go unapplied, auth-url for instance;"
                    + " may be given several times.")
    private List<String> allowedAnnotations = List.of();

    IngressOptions() {}

    /** Returns the settings for manifests: the defaults but for what was given. */
    TranslationSettings settings() {
        return builder(true).build();
    }

    /**
     * Returns a builder with the defaults but for what was given.
     *
     * @param serveWithoutClass whether Ingresses without a class are served where no option says
     */
    TranslationSettings.Builder builder(boolean serveWithoutClass) {
        TranslationSettings.Builder builder = TranslationSettings.builder()
                .serveWithoutClass(withoutClass.map(WithoutClass.SERVE::equals).orElse(serveWithoutClass));
        if (!ingressClasses.isEmpty()) {
            builder.classNames(new LinkedHashSet<>(ingressClasses));
        }
        if (!controllers.isEmpty()) {
            builder.controllers(new LinkedHashSet<>(controllers));
        }
        configMap.ifPresent(builder::configMap);
        allowedAnnotations.forEach(builder::allowUnapplied);
        return builder;
    }
}
