package io.ingress4j.matcher.translate;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressClass;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Resources;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which Ingresses are ours, by their class. It remembers who names which class and which classes are the default, so that
 * neither a changed Ingress nor a changed class makes it look at all objects.
 */
final class ClassSelection {
    static final String LEGACY = "kubernetes.io/ingress.class";

    private final TranslationSettings settings;
    private final Map<String, IngressClass> defaults = new TreeMap<>();
    private final Map<String, Set<ObjectKey>> ingressesByClass = new HashMap<>();
    private final Map<ObjectKey, String> classOfIngress = new HashMap<>();

    ClassSelection(TranslationSettings settings) {
        this.settings = settings;
    }

    /** Follows a changed class; returns the Ingresses that have to be judged again. */
    Set<ObjectKey> follow(String name, Optional<IngressClass> now) {
        Set<ObjectKey> concerned = new HashSet<>(ingressesByClass.getOrDefault(name, Set.of()));
        IngressClass before =
                now.filter(IngressClass::isDefault).isPresent() ? defaults.put(name, now.get()) : defaults.remove(name);
        if (!Optional.ofNullable(before).equals(now.filter(IngressClass::isDefault))) {
            concerned.addAll(ingressesByClass.getOrDefault("", Set.of()));
        }
        return concerned;
    }

    /** Remembers which class an Ingress names now; none where it is gone. */
    void follow(ObjectKey key, Optional<Ingress> now) {
        String before = classOfIngress.remove(key);
        if (before != null) {
            ingressesByClass.computeIfPresent(before, (name, keys) -> keys.remove(key) && keys.isEmpty() ? null : keys);
        }
        now.ifPresent(ingress -> {
            String name = nameOf(ingress);
            classOfIngress.put(key, name);
            ingressesByClass.computeIfAbsent(name, n -> new HashSet<>()).add(key);
        });
    }

    private static String nameOf(Ingress ingress) {
        return ingress.className().orElseGet(() -> ingress.annotations().getOrDefault(LEGACY, ""));
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
            return isOurs(legacy, resources)
                    ? Optional.empty()
                    : notServed(ingress, "metadata.annotations[" + LEGACY + "]", legacy, reason(legacy, resources));
        }
        Optional<IngressClass> foreign = defaults.values().stream()
                .filter(marked -> !settings.controllers().contains(marked.controller()))
                .findFirst();
        if (foreign.isPresent()) {
            String theirs = foreign.get().key() + " belongs to " + foreign.get().controller();
            return notServed(
                    ingress,
                    "spec.ingressClassName",
                    "",
                    defaults.size() == 1
                            ? "the default class " + theirs
                            : "expected: a class, since several are marked default and " + theirs);
        }
        if (!defaults.isEmpty()) {
            return Optional.empty();
        }
        return settings.serveWithoutClass()
                ? Optional.empty()
                : notServed(ingress, "spec.ingressClassName", "", "expected: one of " + sorted(settings.classNames()));
    }

    /** Returns a remark where an Ingress names one class in its spec and another in the annotation. */
    static Optional<Diagnostic> conflict(Ingress ingress) {
        String legacy = ingress.annotations().getOrDefault(LEGACY, "");
        return ingress.className()
                .filter(name -> !legacy.isEmpty() && !legacy.equals(name))
                .map(name -> Diagnostic.warning(
                        "unused-annotation",
                        ingress.id(),
                        "metadata.annotations[" + LEGACY + "]",
                        legacy,
                        "spec.ingressClassName " + name + " holds; ignored"));
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
                .map(found ->
                        "the class belongs to " + found.controller() + "; ours are " + sorted(settings.controllers()))
                .orElse("expected: a class of ours, " + sorted(settings.classNames())
                        + ", or an IngressClass of that name with one of the controllers "
                        + sorted(settings.controllers()));
    }

    private static Set<String> sorted(Set<String> names) {
        return new TreeSet<>(names);
    }

    private static Optional<Diagnostic> notServed(Ingress ingress, String field, String value, String message) {
        return Optional.of(Diagnostic.note("not-served", ingress.id(), field, value, message + "; not served"));
    }
}
