package io.ingress4j.matcher.translate;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How large the program of a regular expression becomes, and how deep its parts are nested. Nested repetitions multiply:
 * {@code ((a{1000}){1000}){1000}} is short to write and fills any memory, so what is too large is refused before it is
 * compiled. So is what is nested so deep that a thread's usual stack might not hold it: groups, and repetitions, of which
 * RE2/J nests each copy that may be missing in the one before.
 */
final class ExpressionSize {
    private static final long MAX_STEPS = 20_000;
    private static final long MAX_DEPTH = 300;
    private static final long MANY = MAX_STEPS * MAX_STEPS;

    private final String regex;
    private final Deque<Part> outer = new ArrayDeque<>();
    private Part group = Part.EMPTY; // that we are in
    private Part last = Part.EMPTY; // its last item, which a repetition may follow

    private ExpressionSize(String regex) {
        this.regex = regex;
    }

    /** Returns whether the expression is small enough to be compiled. An unreadable one may be judged either way. */
    static boolean isBounded(String regex) {
        Part whole = new ExpressionSize(regex).measure();
        return whole.steps <= MAX_STEPS && whole.depth <= MAX_DEPTH;
    }

    /** Returns at least the number of items of an expression, its repetitions multiplied out. */
    static long steps(String regex) {
        return new ExpressionSize(regex).measure().steps;
    }

    private Part measure() {
        int i = 0;
        while (i < regex.length()) {
            char c = regex.charAt(i);
            int flagsEnd = c == '(' ? endOfFlags(i) : -1;
            if (regex.startsWith("\\Q", i)) {
                i = quote(i + 2);
            } else if (flagsEnd >= 0) {
                i = flagsEnd;
                repeatsNothing(i);
            } else if (c == '(') {
                outer.push(group);
                group = Part.EMPTY;
                last = Part.EMPTY;
                i++;
            } else if (c == ')' && !outer.isEmpty()) {
                Part closed = new Part(group.steps + 2, group.depth + 1);
                group = outer.pop();
                add(closed);
                i++;
            } else if (c == '*' || c == '+' || c == '?') {
                repeat(last.steps + 1, 1);
                i++;
            } else if (c == '{') {
                i = repetition(i);
            } else {
                add(Part.ITEM);
                i = c == '[' ? endOfClass(i) : afterCharacter(i);
            }
        }
        // Where a group is never closed, nothing is compiled.
        return group;
    }

    private void add(Part item) {
        group = new Part(Math.min(MANY, group.steps + item.steps), Math.max(group.depth, item.depth));
        last = item;
    }

    /** Puts a repetition in the place of the last item. */
    private void repeat(long steps, long nested) {
        Part repeated = new Part(Math.min(MANY, steps), Math.min(MANY, last.depth + nested));
        group = new Part(group.steps - last.steps, group.depth);
        add(repeated);
    }

    /** Reads <code>{n}</code>, <code>{n,}</code> or <code>{n,m}</code>; any other brace is a character. */
    private int repetition(int open) {
        int close = regex.indexOf('}', open);
        String[] counts =
                close < 0 ? new String[0] : regex.substring(open + 1, close).split(",", -1);
        long least = counts.length == 0 ? -1 : count(counts[0]);
        if (least < 0 || counts.length > 2) {
            add(Part.ITEM);
            return open + 1;
        }
        boolean unlimited = counts.length == 2 && counts[1].isEmpty();
        long most = counts.length < 2 ? least : unlimited ? least + 1 : count(counts[1]);
        if (most < 0) {
            add(Part.ITEM);
            return open + 1;
        }
        repeat(last.steps * Math.max(1, most), Math.max(1, most - least));
        return close + 1;
    }

    /** Returns the number that a text of digits stands for, -1 where it is none; more than any limit where it is long. */
    private static long count(String digits) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return digits.length() > 6 ? MANY : Long.parseLong(digits);
    }

    /** Reads the literal text up to {@code \E} or the end. */
    private int quote(int from) {
        int end = regex.indexOf("\\E", from);
        int until = end < 0 ? regex.length() : end;
        for (int i = from; i < until; i++) {
            add(Part.ITEM);
        }
        int next = end < 0 ? until : end + 2;
        if (until == from) {
            repeatsNothing(next);
        }
        return next;
    }

    /** A repetition here repeats a second time what stands before, which nests without a group; nobody means that. */
    private void repeatsNothing(int at) {
        if (at < regex.length() && "*+?{".indexOf(regex.charAt(at)) >= 0) {
            add(new Part(MANY, MANY));
        }
    }

    /** Returns where flags without a group, as in {@code (?i)}, end; -1 where none begin. */
    private int endOfFlags(int open) {
        if (!regex.startsWith("(?", open)) {
            return -1;
        }
        int i = open + 2;
        while (i < regex.length() && "imsU-".indexOf(regex.charAt(i)) >= 0) {
            i++;
        }
        return i < regex.length() && regex.charAt(i) == ')' ? i + 1 : -1;
    }

    /** Returns where a class of characters ends. A bracket is a character at its beginning and at the end of a range. */
    private int endOfClass(int open) {
        int i = open + 1;
        if (regex.startsWith("^", i)) {
            i++;
        }
        int first = i;
        while (i < regex.length() && (regex.charAt(i) != ']' || i == first)) {
            int named = regex.startsWith("[:", i) ? regex.indexOf(":]", i) : -1;
            if (named >= 0) {
                i = named + 2;
            } else if (isClassEscape(i)) {
                boolean isUnicode = "pP".indexOf(regex.charAt(i + 1)) >= 0;
                i = isUnicode && regex.startsWith("{", i + 2) ? afterBrace(i + 2) : i + 2;
            } else {
                i = afterCharacter(i);
                if (regex.startsWith("-", i) && !regex.startsWith("-]", i)) {
                    i = afterCharacter(i + 1);
                }
            }
        }
        return i + 1;
    }

    /** Returns whether an escape stands here that means several characters, so that no range begins with it. */
    private boolean isClassEscape(int i) {
        return regex.charAt(i) == '\\' && i + 1 < regex.length() && "dDsSwWpP".indexOf(regex.charAt(i + 1)) >= 0;
    }

    private int afterBrace(int open) {
        int close = regex.indexOf('}', open);
        return close < 0 ? regex.length() : close + 1;
    }

    /** Returns where the next character begins; the rest of a longer escape counts as characters of its own. */
    private int afterCharacter(int i) {
        if (regex.startsWith("\\x{", i)) {
            return afterBrace(i + 2);
        }
        return regex.startsWith("\\", i) ? i + 2 : i + 1;
    }

    /** A part of the expression: how many steps of a program it takes at most, and how deep it is nested. */
    private record Part(long steps, long depth) {
        static final Part EMPTY = new Part(0, 0);
        static final Part ITEM = new Part(1, 0);
    }
}
