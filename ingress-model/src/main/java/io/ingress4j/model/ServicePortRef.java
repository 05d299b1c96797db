package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

/**
 * A port of a Service, told by its name or by its number; exactly one of the two.
 *
 * @param name the name, or empty
 * @param number the number from 1 to 65535, or 0
 */
public record ServicePortRef(String name, int number) {

    /**
     * Checks that exactly one of the two is given.
     *
     * @throws IllegalArgumentException if none or both are, or if the number is out of range
     */
    public ServicePortRef {
        requireNonNull(name, "name");
        if (name.isEmpty() == (number == 0)) {
            throw new IllegalArgumentException(
                    "port: name \"" + name + "\" and number " + number + " (expected: exactly one of the two)");
        }
        if (number < 0 || number > 65535) {
            throw new IllegalArgumentException("port: " + number + " (expected: 1 to 65535)");
        }
    }

    /** Returns a reference by name. */
    public static ServicePortRef named(String name) {
        return new ServicePortRef(name, 0);
    }

    /** Returns a reference by number. */
    public static ServicePortRef numbered(int number) {
        return new ServicePortRef("", number);
    }

    /** Returns the name or the number. */
    @Override
    public String toString() {
        return name.isEmpty() ? Integer.toString(number) : name;
    }
}
