package io.ingress4j.matcher.translate;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressClass;
import io.ingress4j.model.Resources;
import java.util.List;
import java.util.Optional;

/** Which Ingresses are ours, by their class. */
final class ClassSelection {
    static final String LEGACY = "kubernetes.io/ingress.class";

    private final TranslationSettings settings;

    ClassSelection(TranslationSettings settings) {
        this.settings = settings;
    }

    /** Returns why an Ingress is not ours, or nothing where it is. */
    Optional<Diagnostic> refusal(Ingress ingress, Resources resources) {
        if (ingress.className().isPresent()) {
            String name = ingress.className().get();
            return isOurs(name, resources)
                    ? Optional.empty()
                    : notServed(ingress, "spec.ingressClassName", name, reason(name, resources));
        }
        String legacy = ingress.annotations().get(LEGACY);
        if (legacy != null && !legacy.isEmpty()) {
            boolean ours = settings.classNames().contains(legacy) || isOurs(legacy, resources);
            return ours
                    ? Optional.empty()
                    : notServed(ingress, "metadata.annotations[" + LEGACY + "]", legacy, reason(legacy, resources));
        }
        List<IngressClass> defaults = resources.all(IngressClass.class).stream()
                .filter(IngressClass::isDefault)
                .toList();
        if (defaults.size() > 1) {
            return notServed(
                    ingress, "spec.ingressClassName", "", "expected: a class, since several are marked default");
        }
        if (defaults.size() == 1) {
            IngressClass only = defaults.get(0);
            return settings.controllers().contains(only.controller())
                    ? Optional.empty()
                    : notServed(
                            ingress,
                            "spec.ingressClassName",
                            "",
                            "the default class " + only.key() + " belongs to " + only.controller());
        }
        return settings.serveWithoutClass()
                ? Optional.empty()
                : notServed(ingress, "spec.ingressClassName", "", "expected: one of " + settings.classNames());
    }

    private boolean isOurs(String name, Resources resources) {
        return resources
                .ingressClass(name)
                .map(found -> settings.controllers().contains(found.controller()))
                .orElseGet(() -> settings.classNames().contains(name));
    }

    private String reason(String name, Resources resources) {
        return resources
                .ingressClass(name)
                .map(found -> "the class belongs to " + found.controller() + "; ours are " + settings.controllers())
                .orElse("expected: a class of ours, " + settings.classNames()
                        + ", or an IngressClass of that name with one of the controllers " + settings.controllers());
    }

    private static Optional<Diagnostic> notServed(Ingress ingress, String field, String value, String message) {
        return Optional.of(Diagnostic.note("not-served", ingress.id(), field, value, message + "; not served"));
    }
}
