package io.ingress4j.model.manifest;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Diagnostic.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A place in a manifest: a node, or none, with the path that leads to it. What cannot be read there is reported. */
final class Cursor {
    private static final int NAMES_SHOWN = 8;

    private final Report report;
    private final String path;
    private final @Nullable ManifestNode node;
    private final int line;

    /** Where remarks about one object go, each of them once, and the lines of its fields. */
    static final class Report {
        final String source;
        final Set<Diagnostic> diagnostics = new LinkedHashSet<>();
        final Map<String, Integer> lines = new HashMap<>();
        String object = "";

        Report(String source) {
            this.source = source;
        }

        void add(Severity severity, String code, String field, String value, String message, int line) {
            diagnostics.add(new Diagnostic(severity, code, object, field, value, message, source, line));
        }
    }

    /** Makes a place for the root of a document. */
    Cursor(Report report, ManifestNode root) {
        this(report, "", root, root.line());
    }

    private Cursor(Report report, String path, @Nullable ManifestNode node, int lineAbove) {
        this.report = report;
        this.path = path;
        boolean isNull = node instanceof ManifestNode.Scalar scalar && scalar.kind() == ManifestNode.ScalarKind.NULL;
        this.line = node == null ? lineAbove : node.line();
        this.node = isNull ? null : node;
        if (this.node != null && !path.isEmpty()) {
            report.lines.put(path, line);
        }
    }

    /** Returns whether something stands here; null is nothing. */
    boolean isPresent() {
        return node != null;
    }

    /** Returns the node, or nothing. */
    Optional<ManifestNode> node() {
        return Optional.ofNullable(node);
    }

    /** Returns the line of what stands here, or else of what stands around it. */
    int line() {
        return line;
    }

    /** Returns whether a mapping stands here; anything else, null aside, is reported. */
    boolean isMapping() {
        if (node != null && !(node instanceof ManifestNode.Mapping)) {
            error("invalid-type", "expected: a mapping; ignored");
        }
        return node instanceof ManifestNode.Mapping;
    }

    /** Returns whether a mapping or list stands here, where a text is expected. */
    boolean isNested() {
        return node instanceof ManifestNode.Mapping || node instanceof ManifestNode.Sequence;
    }

    /** Goes to a field; of several with the same name the last counts, as with kubectl, and that is reported. */
    Cursor field(String name) {
        ManifestNode.Field found = null;
        for (ManifestNode.Field field : fields()) {
            if (field.name().equals(name)) {
                if (found != null) {
                    reportDuplicate(join(name), field);
                }
                found = field;
            }
        }
        return new Cursor(report, join(name), found == null ? null : found.value(), line);
    }

    private void reportDuplicate(String at, ManifestNode.Field field) {
        report.add(
                Severity.WARNING,
                "duplicate-field",
                at,
                "",
                "the field is there more than once; the last one counts",
                field.line());
    }

    private String join(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private List<ManifestNode.Field> fields() {
        return isMapping() && node instanceof ManifestNode.Mapping mapping ? mapping.fields() : List.of();
    }

    /** Reports fields of other names than these; the first of them are shown as what was expected. */
    void allow(String... names) {
        if (!(node instanceof ManifestNode.Mapping mapping)) {
            return;
        }
        Set<String> allowed = Set.of(names);
        for (ManifestNode.Field field : mapping.fields()) {
            if (!allowed.contains(field.name())) {
                String shown = String.join(", ", List.of(names).subList(0, Math.min(NAMES_SHOWN, names.length)));
                report.add(
                        Severity.WARNING,
                        "unknown-field",
                        join(field.name()),
                        "",
                        "expected: one of " + shown + (names.length > NAMES_SHOWN ? " and so on" : "") + "; ignored",
                        field.line());
            }
        }
    }

    /** Returns the items of a list. */
    List<Cursor> items() {
        List<Cursor> items = new ArrayList<>();
        if (node instanceof ManifestNode.Sequence sequence) {
            for (int i = 0; i < sequence.items().size(); i++) {
                items.add(new Cursor(
                        report, path + "[" + i + "]", sequence.items().get(i), line));
            }
        } else if (node != null) {
            error("invalid-type", "expected: a list; ignored");
        }
        return items;
    }

    /** Returns the names and values of a mapping, the last of those with the same name. */
    Map<String, Cursor> entries() {
        Map<String, Cursor> entries = new LinkedHashMap<>();
        for (ManifestNode.Field field : fields()) {
            String at = path + "[" + field.name() + "]";
            if (entries.put(field.name(), new Cursor(report, at, field.value(), field.line())) != null) {
                reportDuplicate(at, field);
            }
        }
        return entries;
    }

    /** Returns names and texts of a mapping; null counts as an empty text, and anything nested is left out. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        entries().forEach((name, value) -> {
            if (!value.isPresent()) {
                value.complain("invalid-type", "expected: a text (\"\" for an empty one); read as an empty one");
                texts.put(name, "");
            }
            value.text().ifPresent(text -> texts.put(name, text));
        });
        return texts;
    }

    /** Returns the text, or nothing. A number or truth value counts as its text and is reported. */
    Optional<String> text() {
        if (node instanceof ManifestNode.Scalar scalar) {
            if (scalar.kind() != ManifestNode.ScalarKind.STRING) {
                complain("invalid-type", "expected: a text (put it in quotes); read as one");
            }
            return Optional.of(scalar.text());
        }
        if (node != null) {
            error("invalid-type", "expected: a text; ignored");
        }
        return Optional.empty();
    }

    /** Returns the scalar as written, of whatever type, or nothing. */
    Optional<ManifestNode.Scalar> scalar() {
        return node instanceof ManifestNode.Scalar scalar ? Optional.of(scalar) : Optional.empty();
    }

    /** Returns the text of a scalar of any type, or an empty one; anything nested is reported. */
    String plain() {
        if (isNested()) {
            error("invalid-type", "expected: a text or a number; ignored");
        }
        return scalar().map(ManifestNode.Scalar::text).orElse("");
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
        error("invalid-port", "expected: a number from 1 to 65535; left out");
        return Optional.empty();
    }

    /** A leading zero makes a number octal for some readers and decimal for others, so such a text is none. */
    private static boolean isNumber(String text) {
        return !text.startsWith("0")
                && !text.isEmpty()
                && text.length() <= 9
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Returns the protocol of a port, TCP where none is written, or nothing; what is none is reported. */
    Optional<String> protocol() {
        if (node == null) {
            return Optional.of("TCP");
        }
        Optional<String> known = text().filter(Set.of("TCP", "UDP", "SCTP")::contains);
        if (known.isEmpty()) {
            error("invalid-protocol", "expected: TCP, UDP or SCTP; the port is left out");
        }
        return known;
    }

    /** Returns a truth value, or nothing; what is none is reported. */
    Optional<Boolean> bool() {
        if (node == null) {
            return Optional.empty();
        }
        String written = scalar().map(s -> s.text().toLowerCase(Locale.ROOT)).orElse("");
        if (!written.equals("true") && !written.equals("false")) {
            error("invalid-type", "expected: true or false; ignored");
            return Optional.empty();
        }
        if (scalar().filter(s -> s.kind() == ManifestNode.ScalarKind.BOOLEAN).isEmpty()) {
            complain("invalid-type", "expected: true or false (without quotes); read as one");
        }
        return Optional.of(written.equals("true"));
    }

    /** Adds a warning about what stands here. */
    void complain(String code, String message) {
        report.add(Severity.WARNING, code, path, shown(), message, line);
    }

    /** Adds a note about what stands here. */
    void note(String code, String message) {
        report.add(Severity.NOTE, code, path, "", message, line);
    }

    /** Adds an error about what stands here. */
    void error(String code, String message) {
        report.add(Severity.ERROR, code, path, shown(), message, line);
    }

    private String shown() {
        if (node instanceof ManifestNode.Mapping) {
            return "{...}";
        }
        return node instanceof ManifestNode.Sequence
                ? "[...]"
                : scalar().map(ManifestNode.Scalar::text).orElse("");
    }
}
