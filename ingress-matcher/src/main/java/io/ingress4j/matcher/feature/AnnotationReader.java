package io.ingress4j.matcher.feature;

import static java.util.Objects.requireNonNull;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.ResourceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The annotations of one Ingress, read by type. What cannot be read is reported here, in one form for all features, and
 * counts as not written; where a global setting of the same name exists, it holds then. An empty value counts as not
 * written, as upstream has it.
 */
public final class AnnotationReader {
    private final ResourceId object;
    private final String prefix;
    private final Map<String, String> annotations;
    private final Map<String, String> ours = new HashMap<>();
    private final GlobalSettings globals;
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private boolean refused;

    /**
     * Makes a reader.
     *
     * @param ingress whose annotations are read
     * @param prefix the prefix of our annotations, without the slash
     * @param globals the settings that hold where the author wrote nothing
     */
    public AnnotationReader(Ingress ingress, String prefix, GlobalSettings globals) {
        this.object = ingress.id();
        this.prefix = requireNonNull(prefix, "prefix");
        this.globals = requireNonNull(globals, "globals");
        this.annotations = ingress.annotations();
        String start = prefix + "/";
        annotations.forEach((name, value) -> {
            if (name.startsWith(start)) {
                ours.put(name.substring(start.length()), value);
            }
        });
    }

    /** Returns what was reported so far. */
    public List<Diagnostic> diagnostics() {
        return List.copyOf(diagnostics);
    }

    /** Returns whether a feature asked that the whole Ingress be left out. */
    public boolean isRefused() {
        return refused;
    }

    /** Returns the settings that hold where the author wrote nothing. */
    public GlobalSettings globals() {
        return globals;
    }

    /** Returns whether the author wrote something under {@code key}. */
    public boolean has(AnnotationKey key) {
        return raw(key).isPresent();
    }

    /** Returns the value as written, or nothing where it is absent or blank. */
    public Optional<String> raw(AnnotationKey key) {
        String value = written(key);
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value);
    }

    /** Names with our prefix are kept without it, since every feature asks for each of its own. */
    private @Nullable String written(AnnotationKey key) {
        return key.name().indexOf('/') < 0 ? ours.get(key.name()) : annotations.get(key.name());
    }

    /** Returns a truth value in one of the forms of Go's {@code ParseBool}. */
    public Optional<Boolean> bool(AnnotationKey key) {
        return read(key, "true or false", AnnotationReader::parseBool);
    }

    /** Returns a whole number without unit. */
    public Optional<Integer> integer(AnnotationKey key) {
        return read(key, "a whole number without a unit", AnnotationReader::parseInt);
    }

    /** Returns a positive number of seconds, without unit. */
    public Optional<Integer> seconds(AnnotationKey key) {
        return read(key, SECONDS, AnnotationReader::parseSeconds);
    }

    /** Returns a text of the characters that {@code allowed} names; its value must not hold a line break. */
    public Optional<String> text(AnnotationKey key, String expected, Function<String, Boolean> allowed) {
        return read(key, expected, text -> Optional.of(text).filter(allowed::apply));
    }

    /** Returns a truth value; an unreadable one leaves out the whole Ingress. */
    public Optional<Boolean> boolOrRefuse(AnnotationKey key) {
        return readOrRefuse(key, "true or false", AnnotationReader::parseBool);
    }

    /** Returns a whole number; an unreadable one leaves out the whole Ingress. */
    public Optional<Integer> integerOrRefuse(AnnotationKey key) {
        return readOrRefuse(key, "a whole number without a unit", AnnotationReader::parseInt);
    }

    /** Returns a value that {@code parser} can read; one that it cannot read leaves out the whole Ingress. */
    public <T> Optional<T> readOrRefuse(AnnotationKey key, String expected, Function<String, Optional<T>> parser) {
        Optional<String> written = raw(key);
        if (written.isEmpty()) {
            return globals.text(key.name()).flatMap(parser);
        }
        Optional<T> value = written.filter(text -> !hasLineBreak(text)).flatMap(parser);
        if (value.isEmpty()) {
            refuseIngress(key, expected);
        }
        return value;
    }

    /** Returns a value that {@code parser} can read, with {@code expected} to tell what it should have been. */
    public <T> Optional<T> read(AnnotationKey key, String expected, Function<String, Optional<T>> parser) {
        Optional<String> written = raw(key);
        if (written.isPresent()) {
            String text = written.get();
            Optional<T> value = hasLineBreak(text) ? Optional.empty() : parser.apply(text);
            if (value.isPresent()) {
                return value;
            }
            report(
                    Diagnostic.Severity.WARNING,
                    "invalid-annotation",
                    key,
                    "expected: " + expected + "; ignored, the default holds");
        }
        return globals.text(key.name()).flatMap(parser);
    }

    /** Reports that {@code key} has no effect, and why. */
    public void reportUnused(AnnotationKey key, String reason) {
        report(Diagnostic.Severity.WARNING, "unused-annotation", key, reason + "; ignored");
    }

    /** Reports a remark about {@code key}. */
    public void report(Diagnostic.Severity severity, String code, AnnotationKey key, String message) {
        String name = key.under(prefix);
        diagnostics.add(new Diagnostic(
                severity,
                code,
                object.toString(),
                "metadata.annotations[" + name + "]",
                Objects.requireNonNullElse(written(key), ""),
                message,
                "",
                0));
    }

    /** Reports an error about {@code key} for which upstream, too, leaves out the whole Ingress. */
    public void refuseIngress(AnnotationKey key, String expected) {
        refused = true;
        report(
                Diagnostic.Severity.ERROR,
                "refused-annotation",
                key,
                "expected: " + expected + "; the whole Ingress is left out, as ingress-nginx does");
    }

    private static final int MAX_SECONDS = 365 * 24 * 3600;

    static final String SECONDS = "a positive whole number of seconds without a unit, " + MAX_SECONDS + " at most";

    static Optional<Integer> parseSeconds(String text) {
        return parseInt(text).filter(n -> n > 0 && n <= MAX_SECONDS);
    }

    static Optional<Boolean> parseBool(String text) {
        return switch (text) {
            case "1", "t", "T", "TRUE", "true", "True" -> Optional.of(true);
            case "0", "f", "F", "FALSE", "false", "False" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    static Optional<Integer> parseInt(String text) {
        if (text.isEmpty() || text.length() > 11) {
            return Optional.empty();
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean sign = i == 0 && text.length() > 1 && (c == '-' || c == '+');
            if (!sign && (c < '0' || c > '9')) {
                return Optional.empty();
            }
        }
        long value = Long.parseLong(text);
        return value < Integer.MIN_VALUE || value > Integer.MAX_VALUE ? Optional.empty() : Optional.of((int) value);
    }

    private static boolean hasLineBreak(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }
}
