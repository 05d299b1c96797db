package io.ingress4j.source.file;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Located;
import io.ingress4j.model.manifest.ManifestReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads the text of a manifest file: YAML or JSON in UTF-8, any number of documents, with anchors and merge keys. A
 * document that cannot be parsed is reported, and its neighbours are read.
 */
public final class Manifests {
    private Manifests() {}

    /**
     * What a file holds.
     *
     * @param objects the objects that matter
     * @param diagnostics what is wrong with the file and its objects
     * @param unreadableDocuments how many documents could not be parsed
     */
    public record Content(List<Located> objects, List<Diagnostic> diagnostics, int unreadableDocuments) {
        /** Copies the lists. */
        public Content {
            objects = List.copyOf(objects);
            diagnostics = List.copyOf(diagnostics);
        }
    }

    /**
     * Reads a file's bytes.
     *
     * @param bytes the bytes
     * @param source the name for diagnostics
     */
    public static Content read(byte[] bytes, String source) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new Content(
                    List.of(),
                    List.of(problem(source, 0, "not-utf8", "expected: text in UTF-8; the file is ignored")),
                    1);
        }
        return read(text.startsWith("\uFEFF") ? text.substring(1) : text, source);
    }

    /**
     * Reads a file's text.
     *
     * @param text the text
     * @param source the name for diagnostics
     */
    public static Content read(String text, String source) {
        List<Located> objects = new ArrayList<>();
        List<Diagnostic> diagnostics = new ArrayList<>();
        int unreadable = 0;
        for (Document document : split(text)) {
            try {
                var root = YamlTree.parse(document.text, document.firstLine);
                if (root.isPresent()) {
                    ManifestReader.Result result = ManifestReader.read(root.get(), source);
                    objects.addAll(result.objects());
                    diagnostics.addAll(result.diagnostics());
                }
            } catch (MarkedYAMLException e) {
                unreadable++;
                int line = e.getProblemMark() == null
                        ? document.firstLine
                        : document.firstLine + e.getProblemMark().getLine();
                diagnostics.add(problem(
                        source,
                        line,
                        "invalid-yaml",
                        "expected: YAML; " + e.getProblem() + "; the document is ignored"));
            } catch (YAMLException e) {
                unreadable++;
                diagnostics.add(problem(
                        source,
                        document.firstLine,
                        "invalid-yaml",
                        "expected: YAML; " + e.getMessage() + "; the document is ignored"));
            }
        }
        return new Content(objects, diagnostics, unreadable);
    }

    private static Diagnostic problem(String source, int line, String code, String message) {
        return new Diagnostic(Diagnostic.Severity.ERROR, code, "", "", "", message, source, line);
    }

    /**
     * One document of a file.
     *
     * @param text its text
     * @param firstLine the line that it begins on, counted from 1
     */
    private record Document(String text, int firstLine) {}

    /** Documents are split by their marker lines before parsing, so that a broken one does not spoil the rest. */
    private static List<Document> split(String text) {
        List<Document> documents = new ArrayList<>();
        int begin = 0;
        int firstLine = 1;
        int line = 1;
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            int next = end < 0 ? text.length() : end + 1;
            if (at > begin && isMarker(text, at)) {
                documents.add(new Document(text.substring(begin, at), firstLine));
                begin = at;
                firstLine = line;
            }
            at = next;
            line++;
        }
        documents.add(new Document(text.substring(begin), firstLine));
        return documents;
    }

    private static boolean isMarker(String text, int at) {
        if (!text.startsWith("---", at)) {
            return false;
        }
        int after = at + 3;
        return after == text.length() || Character.isWhitespace(text.charAt(after));
    }
}
