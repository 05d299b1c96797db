package io.ingress4j.model.manifest;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Diagnostic.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A place in a manifest: a node, or none, with the path that leads to it. What cannot be read there is reported. */
final class Cursor {
    private final Report report;
    private final String path;
    private final @Nullable ManifestNode node;

    /** Where remarks about one object go, and the lines of its fields. */
    static final class Report {
        final String source;
        final List<Diagnostic> diagnostics = new ArrayList<>();
        final Map<String, Integer> lines = new HashMap<>();
        String object = "";

        Report(String source) {
            this.source = source;
        }

        void add(Severity severity, String code, String field, String value, String message, int line) {
            diagnostics.add(new Diagnostic(severity, code, object, field, value, message, source, line));
        }
    }

    Cursor(Report report, String path, @Nullable ManifestNode node) {
        this.report = report;
        this.path = path;
        this.node = node instanceof ManifestNode.Scalar scalar && scalar.kind() == ManifestNode.ScalarKind.NULL
                ? null
                : node;
        if (this.node != null && !path.isEmpty()) {
            report.lines.put(path, this.node.line());
        }
    }

    boolean isPresent() {
        return node != null;
    }

    String path() {
        return path;
    }

    int line() {
        return node == null ? 0 : node.line();
    }

    /** Goes to a field; of several with the same name the last counts, as with kubectl, and the others are reported. */
    Cursor field(String name) {
        ManifestNode.Field found = null;
        for (ManifestNode.Field field : fields()) {
            if (field.name().equals(name)) {
                if (found != null) {
                    report.add(
                            Severity.WARNING,
                            "duplicate-field",
                            join(name),
                            "",
                            "the field is there twice; the last one counts",
                            field.line());
                }
                found = field;
            }
        }
        return new Cursor(report, join(name), found == null ? null : found.value());
    }

    private String join(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private List<ManifestNode.Field> fields() {
        if (node instanceof ManifestNode.Mapping mapping) {
            return mapping.fields();
        }
        if (node != null) {
            complain("invalid-type", "expected: a mapping; ignored");
        }
        return List.of();
    }

    /** Reports fields that nobody reads. */
    void allow(String... names) {
        if (!(node instanceof ManifestNode.Mapping mapping)) {
            return;
        }
        Set<String> allowed = new HashSet<>(List.of(names));
        for (ManifestNode.Field field : mapping.fields()) {
            if (!allowed.contains(field.name())) {
                report.add(
                        Severity.WARNING,
                        "unknown-field",
                        join(field.name()),
                        "",
                        "expected: one of " + String.join(", ", names) + "; ignored",
                        field.line());
            }
        }
    }

    List<Cursor> items() {
        List<Cursor> items = new ArrayList<>();
        if (node instanceof ManifestNode.Sequence sequence) {
            for (int i = 0; i < sequence.items().size(); i++) {
                items.add(new Cursor(
                        report, path + "[" + i + "]", sequence.items().get(i)));
            }
        } else if (node != null) {
            complain("invalid-type", "expected: a list; ignored");
        }
        return items;
    }

    /** Returns the text, or nothing. A number or truth value counts as its text and is reported. */
    Optional<String> text() {
        if (node instanceof ManifestNode.Scalar scalar) {
            if (scalar.kind() != ManifestNode.ScalarKind.STRING) {
                report.add(
                        Severity.WARNING,
                        "invalid-type",
                        path,
                        scalar.text(),
                        "expected: a text (put it in quotes); read as one",
                        scalar.line());
            }
            return Optional.of(scalar.text());
        }
        if (node != null) {
            complain("invalid-type", "expected: a text; ignored");
        }
        return Optional.empty();
    }

    /** Returns the scalar as written, of whatever type, or nothing. */
    Optional<ManifestNode.Scalar> scalar() {
        return node instanceof ManifestNode.Scalar scalar ? Optional.of(scalar) : Optional.empty();
    }

    /** Returns a port number, or nothing; what is none is reported. */
    Optional<Integer> port() {
        if (node == null) {
            return Optional.empty();
        }
        String written = scalar().map(ManifestNode.Scalar::text).orElse("");
        if (isNumber(written)) {
            int number = Integer.parseInt(written);
            if (number >= 1 && number <= 65535) {
                if (scalar().orElseThrow().kind() == ManifestNode.ScalarKind.STRING) {
                    complain("invalid-type", "expected: a number (without quotes); read as one");
                }
                return Optional.of(number);
            }
        }
        error("invalid-port", "expected: a number from 1 to 65535");
        return Optional.empty();
    }

    static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    Optional<Boolean> bool() {
        Optional<String> written = scalar().map(s -> s.text().toLowerCase(Locale.ROOT));
        if (written.isPresent()
                && (written.get().equals("true") || written.get().equals("false"))) {
            return Optional.of(written.get().equals("true"));
        }
        if (node != null) {
            complain("invalid-type", "expected: true or false; ignored");
        }
        return Optional.empty();
    }

    /** Returns names and texts of a mapping. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (ManifestNode.Field field : fields()) {
            var value = new Cursor(report, path + "[" + field.name() + "]", field.value());
            value.text().ifPresent(text -> texts.put(field.name(), text));
            if (!value.isPresent()) {
                texts.put(field.name(), "");
            }
        }
        return texts;
    }

    void complain(String code, String message) {
        report.add(Severity.WARNING, code, path, shown(), message, line());
    }

    void error(String code, String message) {
        report.add(Severity.ERROR, code, path, shown(), message, line());
    }

    private String shown() {
        return scalar().map(ManifestNode.Scalar::text).orElse("");
    }
}
