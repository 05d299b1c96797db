package io.ingress4j.model.internal;

/** Comparing a text in lower case with a range of another that may hold ASCII letters in either case; nothing is allocated. */
public final class LowerCase {
    private LowerCase() {}

    /** Returns the hash code that the range has in lower case. */
    public static int hashCode(String text, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + lower(text.charAt(i));
        }
        return hash;
    }

    /** Returns whether {@code key} is the range in lower case. */
    public static boolean is(String key, String text, int start, int end) {
        return key.length() == end - start && compare(key, text, start, end) == 0;
    }

    /** Orders {@code key} and what the range is in lower case as {@link String#compareTo} does. */
    static int compare(String key, String text, int start, int end) {
        int length = end - start;
        int both = Math.min(key.length(), length);
        for (int i = 0; i < both; i++) {
            int difference = key.charAt(i) - lower(text.charAt(start + i));
            if (difference != 0) {
                return difference;
            }
        }
        return key.length() - length;
    }

    /** Returns whether {@code text} holds no capital letter of ASCII from {@code start} on. */
    public static boolean isFrom(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) != lower(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Returns a letter of ASCII in lower case, and any other character as it is. */
    public static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
}
