package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * Where an object was read. It is kept beside the object, never in it, so that an object which only moved within its
 * file counts as unchanged.
 *
 * @param source the name of the file or of the source
 * @param line the line of the object's first field, counted from 1, or 0 where the source knows no lines
 * @param fieldLines the lines of fields by their path, {@code spec.rules[0].host} for instance; may be empty
 */
public record Origin(String source, int line, Map<String, Integer> fieldLines) {

    /** An object that was made in code. */
    public static final Origin NONE = new Origin("", 0, Map.of());

    /** Copies the lines. */
    public Origin {
        requireNonNull(source, "source");
        fieldLines = Map.copyOf(fieldLines);
    }

    /** Returns the line of {@code field}, else of the nearest enclosing field, else of the object. */
    public int lineOf(String field) {
        String path = field;
        while (!path.isEmpty()) {
            Integer found = fieldLines.get(path);
            if (found != null) {
                return found;
            }
            int cut = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
            path = cut < 0 ? "" : path.substring(0, cut);
        }
        return line;
    }
}
