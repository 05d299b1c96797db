package io.ingress4j.matcher.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one reading of a request path, for routing and for access control alike. Percent-encoded characters are decoded
 * once, dot segments are resolved and double slashes merged; {@code ;} is a character like any other. What has no single
 * reading is refused: a backslash, encoded or not, NUL and other control characters, broken percent-encoding, text that
 * is no UTF-8, dot segments that leave the root or that follow an empty segment. What is forwarded is not touched here.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2">RFC 3986, 6.2.2</a>
 */
public final class PathReading {
    /**
     * What stands for an encoded slash in {@link #keepingEncodedSlashes}. Half of a surrogate pair, so no request can
     * write it.
     */
    public static final char ENCODED_SLASH = '\uD800';

    /** The characters that always stand for themselves. */
    private static final boolean[] PLAIN = plain();

    private static final int SLASH = 1;
    private static final int AFTER_SLASH = 2;
    private static final int ODD = 4;
    private static final int QUERY = 8;

    /** What each character means to a path: whether it is a slash, means something after one, or never stands for itself. */
    private static final byte[] KINDS = kinds();

    private PathReading() {}

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        for (char c = 0; c < kinds.length; c++) {
            kinds[c] = (byte) (c < PLAIN.length && PLAIN[c] ? 0 : ODD);
        }
        kinds['/'] = SLASH | AFTER_SLASH;
        kinds['.'] = AFTER_SLASH;
        kinds['?'] = QUERY;
        return kinds;
    }

    private static boolean[] plain() {
        boolean[] plain = new boolean[127];
        for (char c = '!'; c < plain.length; c++) {
            plain[c] = "%\\#/".indexOf(c) < 0;
        }
        return plain;
    }

    /** How much work it takes to read a path. */
    public enum Form {
        /** It reads as it is written. */
        PLAIN,
        /** It has to be normalised. */
        NEEDS_WORK,
        /** It holds an encoded slash, so that there are two readings. */
        ENCODED_SLASH,
        /** It has no single reading. */
        REFUSED
    }

    /** Returns the form of the path that {@code target} begins with, up to {@code end}; nothing is allocated. */
    public static Form formOf(String target, int end) {
        if (end == 0 || target.charAt(0) != '/') {
            return Form.REFUSED;
        }
        for (int i = 0; i < end; i++) {
            char c = target.charAt(i);
            if (c >= PLAIN.length || !PLAIN[c]) {
                boolean slash = c == '/' && (i + 1 == end || !isDotOrSlash(target.charAt(i + 1)));
                if (!slash) {
                    return oddFormOf(target, i, end);
                }
            }
        }
        return Form.PLAIN;
    }

    /**
     * Returns whether the path that {@code target} begins with, up to the first {@code ?}, reads as it is written; nothing
     * is allocated.
     *
     * @param target path and query
     * @param known how many of its first characters are known to be those of a path that reads as it is written
     */
    public static boolean isAsWritten(String target, int known) {
        int end = target.length();
        if (known == 0 && (end == 0 || target.charAt(0) != '/')) {
            return false;
        }
        // Nothing but the end depends on what the characters are, since wrong guesses cost more than the work. What is
        // known may end with a slash.
        int odd = 0;
        int before = 0;
        for (int i = Math.max(0, known - 1); i < end; i++) {
            char c = target.charAt(i);
            int kind = c < KINDS.length ? KINDS[c] : ODD;
            if (kind == QUERY) {
                break;
            }
            odd |= (kind & ODD) | (before << 1 & kind & AFTER_SLASH);
            before = kind & SLASH;
        }
        return odd == 0;
    }

    private static boolean isDotOrSlash(char c) {
        return c == '.' || c == '/';
    }

    /** Returns the form of a path whose characters before {@code start} read as they are written. */
    private static Form oddFormOf(String target, int start, int end) {
        Form form = Form.PLAIN;
        for (int i = start; i < end; i++) {
            char c = target.charAt(i);
            if (c == '%') {
                int value = i + 2 < end ? hex(target.charAt(i + 1)) * 16 + hex(target.charAt(i + 2)) : -1;
                if (value < ' ' || value == '\\' || value == 127 || hex(target.charAt(i + 2)) < 0) {
                    return Form.REFUSED;
                }
                form = value == '/' || form == Form.ENCODED_SLASH ? Form.ENCODED_SLASH : Form.NEEDS_WORK;
            } else if (c == '\\' || c <= ' ' || c >= 127 || c == '#') {
                return Form.REFUSED;
            } else if (c == '/' && form == Form.PLAIN && i + 1 < end && isDotOrSlash(target.charAt(i + 1))) {
                form = Form.NEEDS_WORK;
            }
        }
        return form;
    }

    /**
     * Returns the reading of a path, or null where it has none.
     *
     * @param target what begins with the path
     * @param end where the path ends
     * @param slashDecoded whether an encoded slash is read as a slash, or left encoded
     */
    public static @Nullable String normalize(String target, int end, boolean slashDecoded) {
        String decoded = decode(target, end, slashDecoded);
        return decoded == null ? null : resolve(decoded);
    }

    /**
     * Returns a path decoded like {@link #normalize}, with {@link #ENCODED_SLASH} for every encoded slash; null where it
     * has none, or where dot segments or empty ones would make a slash that is encoded mean another thing than a plain
     * one.
     *
     * @param target what begins with the path; of a form that is not refused
     * @param end where the path ends
     */
    public static @Nullable String keepingEncodedSlashes(String target, int end) {
        if (formOf(target, end) != Form.ENCODED_SLASH) {
            return null;
        }
        var kept = new StringBuilder(end);
        int begin = 0;
        for (int i = target.indexOf('%'); i >= 0 && i < end; i = target.indexOf('%', i + 3)) {
            if (target.charAt(i + 1) == '2' && (target.charAt(i + 2) | 32) == 'f') {
                String part = decode(target.substring(begin, i), i - begin, true);
                if (part == null) {
                    return null;
                }
                kept.append(part).append(ENCODED_SLASH);
                begin = i + 3;
            }
        }
        String rest = decode(target.substring(begin, end), end - begin, true);
        if (rest == null) {
            return null;
        }
        String text = kept.append(rest).toString();
        String plain = text.replace(ENCODED_SLASH, '/');
        return plain.equals(resolve(plain)) ? text : null;
    }

    /**
     * Returns the reading of a path that a rule has, or null where no request can have it. Characters that a request has
     * to encode may stand in it plainly.
     */
    public static @Nullable String ofRule(String path) {
        var target = new StringBuilder(path.length());
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c == ' ' || c == '#' || c == '?' || c >= 127) {
                target.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                target.append(c);
            }
        }
        String text = target.toString();
        Form form = formOf(text, text.length());
        return form == Form.REFUSED || form == Form.ENCODED_SLASH ? null : normalize(text, text.length(), true);
    }

    /** Returns whether a decoded path holds {@code .} or {@code ..} between slashes, encoded slashes included. */
    public static boolean hasDotSegment(String decoded) {
        for (String segment : decoded.replace(ENCODED_SLASH, '/').split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String decode(String target, int end, boolean slashDecoded) {
        if ((end == 0 || target.lastIndexOf('%', end - 1) < 0)) {
            return target.substring(0, end);
        }
        byte[] bytes = new byte[end];
        int length = 0;
        for (int i = 0; i < end; i++) {
            char c = target.charAt(i);
            if (c != '%') {
                bytes[length++] = (byte) c;
                continue;
            }
            int value = hex(target.charAt(i + 1)) * 16 + hex(target.charAt(i + 2));
            if (value == '/' && !slashDecoded) {
                bytes[length++] = '%';
                bytes[length++] = '2';
                bytes[length++] = 'F';
            } else {
                bytes[length++] = (byte) value;
            }
            i += 2;
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, 0, length));
            return text.toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static @Nullable String resolve(String path) {
        if (!path.contains("//") && !path.contains("/.")) {
            return path;
        }
        List<String> kept = new ArrayList<>();
        boolean emptySeen = false;
        boolean slashAtEnd = true;
        int at = 1;
        while (at <= path.length()) {
            int slash = path.indexOf('/', at);
            int stop = slash < 0 ? path.length() : slash;
            String segment = path.substring(at, stop);
            slashAtEnd = false;
            switch (segment) {
                case "" -> {
                    emptySeen |= slash >= 0;
                    slashAtEnd = true;
                }
                case "." -> slashAtEnd = true;
                case ".." -> {
                    if (kept.isEmpty() || emptySeen) {
                        return null;
                    }
                    kept.remove(kept.size() - 1);
                    slashAtEnd = true;
                }
                default -> kept.add(segment);
            }
            at = stop + 1;
        }
        if (kept.isEmpty()) {
            return "/";
        }
        return "/" + String.join("/", kept) + (slashAtEnd ? "/" : "");
    }

    private static int hex(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int letter = c | 32;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -4096;
    }
}
