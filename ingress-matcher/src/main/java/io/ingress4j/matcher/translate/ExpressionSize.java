package io.ingress4j.matcher.translate;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How large the program of a regular expression becomes. Nested repetitions multiply: {@code ((a{1000}){1000}){1000}} is
 * short to write and fills any memory, so what is too large is refused before it is compiled. So are groups nested so
 * deep that no stack is sure to hold them.
 */
final class ExpressionSize {
    private static final long MAX_STEPS = 20_000;
    private static final int MAX_DEPTH = 200;
    private static final long MANY = MAX_STEPS * MAX_STEPS;

    private ExpressionSize() {}

    /** Returns whether the expression is small enough to be compiled. An unreadable one may be judged either way. */
    static boolean isBounded(String regex) {
        Deque<Long> outer = new ArrayDeque<>();
        long sum = 0; // of the group that we are in
        long last = 0; // of its last item, which a repetition may follow
        int i = 0;
        while (i < regex.length()) {
            char c = regex.charAt(i);
            int next = i + 1;
            if (c == '(') {
                outer.push(sum);
                if (outer.size() > MAX_DEPTH) {
                    return false;
                }
                sum = 0;
                last = 0;
            } else if (c == ')' && !outer.isEmpty()) {
                last = sum + 2;
                sum = Math.min(MANY, outer.pop() + last);
            } else if (c == '{' && i > 0) {
                int close = regex.indexOf('}', i);
                long times = close < 0 ? 0 : repetitions(regex.substring(i + 1, close));
                if (times > 0) {
                    sum = Math.min(MANY, sum + last * (times - 1));
                    last = Math.min(MANY, last * times);
                    next = close + 1;
                }
            } else {
                next = c == '[' ? endOfClass(regex, i) : c == '\\' ? i + 2 : next;
                last = 1;
                sum++;
            }
            i = next;
        }
        return sum <= MAX_STEPS;
    }

    /** Returns the greater number of {@code n}, {@code n,} or {@code n,m}; 0 where it is none of them. */
    private static long repetitions(String text) {
        long greatest = 0;
        for (String part : text.split(",", -1)) {
            if (part.length() > 6 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return 0;
            }
            greatest = Math.max(greatest, part.isEmpty() ? 0 : Long.parseLong(part));
        }
        return greatest;
    }

    private static int endOfClass(String regex, int open) {
        int i = open + 1;
        while (i < regex.length() && (regex.charAt(i) != ']' || i == open + 1)) {
            i += regex.charAt(i) == '\\' ? 2 : 1;
        }
        return i + 1;
    }
}
