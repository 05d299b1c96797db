package io.ingress4j.model.manifest;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** A manifest as a tree; each node knows the line where it was read, counted from 1, or 0 where nobody knows. */
public sealed interface ManifestNode {

    /** Returns the line of the node's first character, or 0. */
    int line();

    /**
     * A text, number, truth value or null.
     *
     * @param kind which of them the parser saw
     * @param text the text as written, without quotes
     * @param line the line
     */
    record Scalar(ScalarKind kind, String text, int line) implements ManifestNode {
        /** Checks that no part is null. */
        public Scalar {
            requireNonNull(kind, "kind");
            requireNonNull(text, "text");
        }
    }

    /** What a scalar is by the rules of its syntax. */
    enum ScalarKind {
        /** A text, quoted or not. */
        STRING,
        /** A whole number. */
        INTEGER,
        /** A number that is not whole. */
        DECIMAL,
        /** True or false. */
        BOOLEAN,
        /** Nothing. */
        NULL
    }

    /**
     * A list.
     *
     * @param items its items
     * @param line the line
     */
    record Sequence(List<ManifestNode> items, int line) implements ManifestNode {
        /** Copies the items. */
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /**
     * Names and values in the order written. Aliases and merge keys are already resolved; a name that is there twice
     * stays there twice.
     *
     * @param fields the names and values
     * @param line the line
     */
    record Mapping(List<Field> fields, int line) implements ManifestNode {
        /** Copies the fields. */
        public Mapping {
            fields = List.copyOf(fields);
        }
    }

    /**
     * A name and its value.
     *
     * @param name the name
     * @param value the value
     * @param line the line of the name
     */
    record Field(String name, ManifestNode value, int line) {
        /** Checks that no part is null. */
        public Field {
            requireNonNull(name, "name");
            requireNonNull(value, "value");
        }
    }
}
