package io.ingress4j.examples;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ingress4j.model.Diagnostic;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** Remarks as text for people and for programs. */
final class DiagnosticText {
    private DiagnosticText() {}

    /** Returns one line for each remark, in the form of compilers. */
    static String lines(List<Diagnostic> diagnostics) {
        var text = new StringBuilder();
        diagnostics.forEach(diagnostic -> text.append(diagnostic).append('\n'));
        return text.toString();
    }

    /** Returns a JSON array with an object for each remark. */
    static String json(List<Diagnostic> diagnostics) {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartArray();
            for (Diagnostic diagnostic : diagnostics) {
                json.writeStartObject();
                json.writeStringField("severity", diagnostic.severity().name().toLowerCase(Locale.ROOT));
                json.writeStringField("code", diagnostic.code());
                json.writeStringField("object", diagnostic.object());
                json.writeStringField("field", diagnostic.field());
                json.writeStringField("value", diagnostic.value());
                json.writeStringField("message", diagnostic.message());
                json.writeStringField("file", diagnostic.source());
                json.writeNumberField("line", diagnostic.line());
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never: a writer into memory
        }
        return text.append('\n').toString();
    }
}
