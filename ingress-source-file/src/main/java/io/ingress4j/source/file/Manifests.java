package io.ingress4j.source.file;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Located;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.manifest.ManifestNode;
import io.ingress4j.model.manifest.ManifestReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

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
     * @param unreadableDocuments how many documents could not be parsed, or hold an object that matters and cannot be
     *     read
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
        return read(text, source);
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
        for (YamlDocument document : YamlDocument.split(text)) {
            try {
                Optional<ManifestNode> root = YamlTree.parse(document);
                if (root.isPresent()) {
                    ManifestReader.Result result = ManifestReader.read(root.get(), source);
                    objects.addAll(result.objects());
                    diagnostics.addAll(result.diagnostics());
                    unreadable += result.leftOut();
                }
            } catch (MarkedYAMLException e) {
                unreadable++;
                Mark mark = e.getProblemMark();
                int line = document.firstLine() + (mark == null ? 0 : mark.getLine());
                diagnostics.add(unreadable(source, line, String.valueOf(e.getProblem()), document));
            } catch (RuntimeException e) { // the parser's own errors, and what it forgot to catch
                unreadable++;
                diagnostics.add(unreadable(source, document.firstLine(), String.valueOf(e.getMessage()), document));
            }
        }
        return new Content(objects, diagnostics, unreadable);
    }

    private static Diagnostic unreadable(String source, int line, String reason, YamlDocument document) {
        String hint = document.text().contains("{{") ? "; it holds {{, as a template does: render it first" : "";
        String firstLine = reason.lines().findFirst().orElse("");
        return problem(
                source, line, "invalid-yaml", "expected: YAML; " + firstLine + hint + "; the document is ignored");
    }

    /** Keeps the first object of each key and reports the others. */
    static Map<ResourceId, Located> firstOfEach(List<Located> objects, List<Diagnostic> diagnostics) {
        Map<ResourceId, Located> all = new LinkedHashMap<>();
        for (Located located : objects) {
            Located first = all.putIfAbsent(located.resource().id(), located);
            if (first != null) {
                diagnostics.add(Diagnostic.warning(
                                "duplicate-object",
                                located.resource().id(),
                                "",
                                "",
                                "also in " + first.origin().source() + ":"
                                        + first.origin().line() + ", which wins; this one is ignored")
                        .at(located.origin()));
            }
        }
        return all;
    }

    private static Diagnostic problem(String source, int line, String code, String message) {
        return new Diagnostic(Diagnostic.Severity.ERROR, code, "", "", "", message, source, line);
    }
}
