package io.ingress4j.source.file;

import java.util.ArrayList;
import java.util.List;

/**
 * One document of a file. Documents are told apart by their marker lines before anything is parsed, so that a broken one
 * does not spoil the rest.
 *
 * @param text its text
 * @param firstLine the line that it begins on, counted from 1
 */
record YamlDocument(String text, int firstLine) {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    static List<YamlDocument> split(String file) {
        String text = plain(file);
        List<YamlDocument> documents = new ArrayList<>();
        int begin = 0;
        int firstLine = 1;
        int line = 1;
        boolean content = false;
        boolean directives = false;
        for (int at = 0; at < text.length(); line++) {
            int end = text.indexOf('\n', at);
            int next = end < 0 ? text.length() : end + 1;
            if (isMarker(text, at, "---")) {
                // Directives belong to the document that the next marker begins.
                if (at > begin && (content || !directives)) {
                    documents.add(new YamlDocument(text.substring(begin, at), firstLine));
                    begin = at;
                    firstLine = line;
                }
                content = true;
                directives = false;
            } else if (isMarker(text, at, "...")) {
                documents.add(new YamlDocument(text.substring(begin, at), firstLine));
                begin = next;
                firstLine = line + 1;
                content = false;
                directives = false;
            } else if (text.charAt(at) == '%' && !content) {
                directives = true;
            } else {
                content |= text.charAt(at) != '#' && !isBlank(text, at, next);
            }
            at = next;
        }
        documents.add(new YamlDocument(text.substring(begin), firstLine));
        return documents.stream().map(YamlDocument::plainJson).toList();
    }

    /** Files that were joined may have marks within; old ones have lines that end in a carriage return alone. */
    private static String plain(String file) {
        String text = file.startsWith(BYTE_ORDER_MARK) ? file.substring(1) : file;
        if (text.indexOf('\r') >= 0 && text.indexOf('\n') < 0) {
            text = text.replace('\r', '\n');
        }
        return text.contains("\n" + BYTE_ORDER_MARK) ? text.replace("\n" + BYTE_ORDER_MARK, "\n") : text;
    }

    private static boolean isMarker(String text, int at, String marker) {
        int after = at + marker.length();
        return text.startsWith(marker, at) && (after == text.length() || Character.isWhitespace(text.charAt(after)));
    }

    private static boolean isBlank(String text, int begin, int end) {
        int at = begin;
        while (at < end && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at == end;
    }

    /** JSON may be indented by tabs and write {@code \/} in texts; the YAML parser takes neither, so both become what they mean. */
    private YamlDocument plainJson() {
        String head = text.stripLeading();
        boolean json = head.startsWith("{") || head.startsWith("[");
        if (!json || (text.indexOf('\t') < 0 && !text.contains("\\/"))) {
            return this;
        }
        var plain = new StringBuilder(text.length());
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted && i + 1 < text.length()) {
                i++;
                plain.append(text.charAt(i) == '/' ? "/" : text.substring(i - 1, i + 1));
                continue;
            }
            quoted ^= c == '"';
            plain.append(c == '\t' && !quoted ? ' ' : c);
        }
        return new YamlDocument(plain.toString(), firstLine);
    }
}
