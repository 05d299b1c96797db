package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * One remark about what an author wrote: a thing that was refused, ignored or read in a way that may surprise.
 *
 * @param severity how grave it is
 * @param code a stable name in kebab case, {@code unknown-annotation} for instance
 * @param object the object's kind and key as text, or empty where no object could be told
 * @param field the path of the field, {@code metadata.annotations[x]} for instance, or empty
 * @param value what was found, or empty
 * @param message what was expected and what happens now
 * @param source the file or source where the object was read, or empty
 * @param line the line in it, counted from 1, or 0 where unknown
 */
public record Diagnostic(
        Severity severity,
        String code,
        String object,
        String field,
        String value,
        String message,
        String source,
        int line) {

    /** How grave a remark is. */
    public enum Severity {
        /** Something that the author asked for is not done, or access was refused to be safe. */
        ERROR,
        /** Something was ignored or changed; what remains works. */
        WARNING,
        /** Good to know; nothing is lost. */
        NOTE
    }

    private static final int MAX_VALUE_CHARS = 200;

    /** Checks the parts and shortens a value of more than 200 characters. */
    public Diagnostic {
        requireNonNull(severity, "severity");
        requireNonNull(code, "code");
        requireNonNull(object, "object");
        requireNonNull(field, "field");
        requireNonNull(message, "message");
        requireNonNull(source, "source");
        if (value.length() > MAX_VALUE_CHARS) {
            value = value.substring(0, MAX_VALUE_CHARS) + "...";
        }
    }

    /** Returns an error about a field of {@code object}. */
    public static Diagnostic error(String code, ResourceId object, String field, String value, String message) {
        return new Diagnostic(Severity.ERROR, code, object.toString(), field, value, message, "", 0);
    }

    /** Returns a warning about a field of {@code object}. */
    public static Diagnostic warning(String code, ResourceId object, String field, String value, String message) {
        return new Diagnostic(Severity.WARNING, code, object.toString(), field, value, message, "", 0);
    }

    /** Returns a note about a field of {@code object}. */
    public static Diagnostic note(String code, ResourceId object, String field, String value, String message) {
        return new Diagnostic(Severity.NOTE, code, object.toString(), field, value, message, "", 0);
    }

    /** Returns a builder of a remark about nothing in particular. */
    public static Builder builder(Severity severity, String code) {
        return new Builder(severity, code);
    }

    /** The parts of a remark, to be set in any order. Not for use by several threads. */
    public static final class Builder {
        private Severity severity;
        private final String code;
        private String object = "";
        private String field = "";
        private String value = "";
        private String message = "";
        private String source = "";
        private int line;

        private Builder(Severity severity, String code) {
            this.severity = requireNonNull(severity, "severity");
            this.code = requireNonNull(code, "code");
        }

        /** Sets how grave it is. */
        public Builder severity(Severity severity) {
            this.severity = requireNonNull(severity, "severity");
            return this;
        }

        /** Sets the object's kind and key as text. */
        public Builder object(String object) {
            this.object = requireNonNull(object, "object");
            return this;
        }

        /** Sets the path of the field and what was found there. */
        public Builder field(String field, String value) {
            this.field = requireNonNull(field, "field");
            this.value = requireNonNull(value, "value");
            return this;
        }

        /** Sets what was expected and what happens now. */
        public Builder message(String message) {
            this.message = requireNonNull(message, "message");
            return this;
        }

        /** Sets the file or source, and the line in it or 0. */
        public Builder place(String source, int line) {
            this.source = requireNonNull(source, "source");
            this.line = line;
            return this;
        }

        /** Returns the remark. */
        public Diagnostic build() {
            return new Diagnostic(severity, code, object, field, value, message, source, line);
        }
    }

    /** Returns a builder with all parts of this remark. */
    public Builder toBuilder() {
        return new Builder(severity, code)
                .object(object)
                .field(field, value)
                .message(message)
                .place(source, line);
    }

    /** Returns this remark with the place that {@code origin} knows for its field. */
    public Diagnostic at(Origin origin) {
        return toBuilder().place(origin.source(), origin.lineOf(field)).build();
    }

    /**
     * Returns the remark in the form of compilers: {@code file:line: severity: code: object: field: "value" (message)}.
     * Parts that are not known are left out. Control characters of the author's text are shown as {@code ?}.
     */
    @Override
    public String toString() {
        var text = new StringBuilder();
        if (!source.isEmpty()) {
            text.append(source).append(':');
            if (line > 0) {
                text.append(line).append(':');
            }
            text.append(' ');
        }
        text.append(severity.name().toLowerCase(Locale.ROOT)).append(": ").append(code);
        if (!object.isEmpty()) {
            text.append(": ").append(object);
        }
        if (!field.isEmpty()) {
            text.append(": ").append(field);
        }
        if (!value.isEmpty()) {
            text.append(": \"").append(value).append('"');
        }
        text.append(" (").append(message).append(')');
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                text.setCharAt(i, '?');
            }
        }
        return text.toString();
    }
}
