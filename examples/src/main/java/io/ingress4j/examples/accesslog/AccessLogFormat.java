package io.ingress4j.examples.accesslog;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a line of an access log looks. Lines are printable ASCII whatever a client sent: in a format of variables the quote,
 * the backslash and all that is not printable become {@code \xHH}, as with nginx, and a value that is not there is {@code -};
 * in JSON they are escaped as JSON has it, and a value that is not there is left out.
 */
public final class AccessLogFormat {
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{(\\w+)})?");
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final AccessLogFormat JSON = new AccessLogFormat(jsonParts(), true);

    private final List<Part> parts;
    private final boolean json;

    /**
     * A text, then the value of a variable.
     *
     * @param text printed as it is
     * @param variable what follows it, or null for nothing
     */
    private record Part(String text, @Nullable Variable variable) {}

    private AccessLogFormat(List<Part> parts, boolean json) {
        this.parts = List.copyOf(parts);
        this.json = json;
    }

    private static List<Part> jsonParts() {
        List<String> names = new ArrayList<>(Variable.names());
        names.removeAll(List.of("time_local", "request", "http_host", "proxy_upstream_name"));
        names.addAll(List.of("http_referer", "http_user_agent"));
        return names.stream()
                .map(name -> new Part("\"" + name + "\":", Variable.named(name)))
                .toList();
    }

    /** Returns the format in which each line is a JSON object. */
    public static AccessLogFormat json() {
        return JSON;
    }

    /**
     * Reads a format: {@code json}, or a text with variables such as {@code $status} or <code>${status}</code>.
     *
     * @throws IllegalArgumentException if it has a variable that is not known, a dollar without one, or a line break
     */
    public static AccessLogFormat of(String format) {
        if (format.equals("json")) {
            return json();
        }
        if (format.isBlank() || !format.matches("[ -~\t]+")) {
            throw new IllegalArgumentException("\"" + format + "\" (expected: json, or one line of printable ASCII)");
        }
        List<Part> parts = new ArrayList<>();
        Matcher variables = VARIABLE.matcher(format);
        int end = 0;
        while (variables.find()) {
            String name = variables.group(1) == null ? variables.group(2) : variables.group(1);
            parts.add(new Part(format.substring(end, variables.start()), Variable.named(name == null ? "" : name)));
            end = variables.end();
        }
        parts.add(new Part(format.substring(end), null));
        return new AccessLogFormat(parts, false);
    }

    /** Appends a line. */
    void append(Entry entry, StringBuilder line, StringBuilder scratch) {
        if (json) {
            appendJson(entry, line, scratch);
        } else {
            appendText(entry, line, scratch);
        }
        line.append('\n');
    }

    /** Appends the line that says how many lines are missing before it. */
    void appendDropped(long lines, StringBuilder line) {
        if (json) {
            line.append("{\"dropped\":").append(lines).append("}\n");
        } else {
            line.append("# ").append(lines).append(" lines dropped\n");
        }
    }

    private void appendText(Entry entry, StringBuilder line, StringBuilder scratch) {
        for (Part part : parts) {
            line.append(part.text);
            if (part.variable != null) {
                scratch.setLength(0);
                part.variable.value().write(entry, scratch);
                escape(scratch.isEmpty() ? "-" : scratch, line);
            }
        }
    }

    private void appendJson(Entry entry, StringBuilder line, StringBuilder scratch) {
        char before = '{';
        for (Part part : parts) {
            Variable variable = requireNonNull(part.variable);
            scratch.setLength(0);
            variable.value().write(entry, scratch);
            if (!scratch.isEmpty()) {
                line.append(before).append(part.text);
                before = ',';
                if (variable.number()) {
                    line.append(scratch);
                } else {
                    line.append('"');
                    escape(scratch, line);
                    line.append('"');
                }
            }
        }
        line.append('}');
    }

    private void escape(CharSequence value, StringBuilder line) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
                line.append(c);
            } else if (json || c > 0xFF) {
                line.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15]);
                line.append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
            } else {
                line.append("\\x").append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
    }
}
