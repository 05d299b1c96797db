package io.ingress4j.source.k8s.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.manifest.ManifestNode;
import io.ingress4j.model.manifest.ManifestNode.Field;
import io.ingress4j.model.manifest.ManifestNode.Mapping;
import io.ingress4j.model.manifest.ManifestNode.Scalar;
import io.ingress4j.model.manifest.ManifestNode.ScalarKind;
import io.ingress4j.model.manifest.ManifestNode.Sequence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the JSON of the API server into trees that {@link io.ingress4j.model.manifest.ManifestReader} knows. What grows in
 * objects and nobody reads, {@code metadata.managedFields} and most {@code status}, is passed over.
 */
final class ApiJson implements AutoCloseable {
    /**
     * Whoever may make an object chooses how long the names in it are: {@code managedFields} makes names of values. A name that
     * is refused would stop all other objects of its kind, so what is bounded is the number of bytes, where they are held.
     */
    private static final StreamReadConstraints NO_BOUND_WITHIN = StreamReadConstraints.builder()
            .maxNameLength(Integer.MAX_VALUE)
            .maxStringLength(Integer.MAX_VALUE)
            .build();

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(NO_BOUND_WITHIN)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private final JsonParser parser;
    private final ApiResource resource;

    private ApiJson(byte[] bytes, int length, ApiResource resource) throws IOException {
        this.parser = JSON.createParser(bytes, 0, length);
        this.resource = resource;
    }

    /**
     * A part of a list.
     *
     * @param items its objects
     * @param version where a watch may begin, once the last part is there
     * @param next the token that asks for the next part, or empty for the last one
     */
    record Page(List<ApiObject> items, String version, String next) {}

    /**
     * An event of a watch.
     *
     * @param type ADDED, MODIFIED, DELETED, BOOKMARK or ERROR
     * @param object what it is about
     */
    record Event(String type, ApiObject object) {
        /** Returns what an ERROR says. */
        ApiFailure failure() {
            String code = text(object.tree(), "code");
            return new ApiFailure(
                    code.matches("[1-9][0-9]{2}") ? Integer.parseInt(code) : 500, text(object.tree(), "message"));
        }
    }

    /**
     * Reads a part of a list.
     *
     * @throws IOException if it is none
     */
    static Page page(byte[] bytes, int length, ApiResource resource) throws IOException {
        try (var json = new ApiJson(bytes, length, resource)) {
            return json.page();
        }
    }

    /**
     * Reads an event.
     *
     * @throws IOException if it is none
     */
    static Event event(byte[] bytes, int length, ApiResource resource) throws IOException {
        try (var json = new ApiJson(bytes, length, resource)) {
            return json.event();
        }
    }

    /**
     * Reads one object.
     *
     * @throws IOException if it is none
     */
    static ApiObject object(byte[] bytes, int length, ApiResource resource) throws IOException {
        try (var json = new ApiJson(bytes, length, resource)) {
            json.expect(json.parser.nextToken(), JsonToken.START_OBJECT);
            return json.object();
        }
    }

    /**
     * Reads one object with all that it holds.
     *
     * @throws IOException if it is none
     */
    static Mapping whole(byte[] bytes, int length) throws IOException {
        try (var json = new ApiJson(bytes, length, ApiResource.INGRESSES)) {
            json.expect(json.parser.nextToken(), JsonToken.START_OBJECT);
            return json.mapping("");
        }
    }

    /** Returns the text of a scalar field, or an empty one. */
    static String text(Mapping mapping, String name) {
        for (Field field : mapping.fields()) {
            if (field.name().equals(name) && field.value() instanceof Scalar scalar) {
                return scalar.kind() == ScalarKind.NULL ? "" : scalar.text();
            }
        }
        return "";
    }

    private Page page() throws IOException {
        List<ApiObject> items = new ArrayList<>();
        Mapping metadata = new Mapping(List.of(), 0);
        boolean isList = false;
        expect(parser.nextToken(), JsonToken.START_OBJECT);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (name.equals("metadata") && token == JsonToken.START_OBJECT) {
                metadata = mapping("");
            } else if (name.equals("items")) {
                isList = true;
                if (token == JsonToken.START_ARRAY) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        expect(parser.currentToken(), JsonToken.START_OBJECT);
                        items.add(object());
                    }
                } else {
                    expect(token, JsonToken.VALUE_NULL); // what an empty list in Go becomes
                }
            } else {
                parser.skipChildren();
            }
        }
        expect(parser.currentToken(), JsonToken.END_OBJECT);
        if (!isList || text(metadata, "resourceVersion").isEmpty()) {
            throw new JsonParseException(parser, "an answer without items and version (expected: a list)");
        }
        return new Page(items, text(metadata, "resourceVersion"), text(metadata, "continue"));
    }

    private Event event() throws IOException {
        String type = "";
        ApiObject object = null;
        expect(parser.nextToken(), JsonToken.START_OBJECT);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (name.equals("type")) {
                type = parser.getText();
            } else if (name.equals("object") && token == JsonToken.START_OBJECT) {
                object = object();
            } else {
                parser.skipChildren();
            }
        }
        if (object == null) {
            throw new JsonParseException(parser, "an event without an object");
        }
        return new Event(type, object);
    }

    /** Reads an object; items of a list do not say what they are. */
    private ApiObject object() throws IOException {
        List<Field> fields = new ArrayList<>();
        Mapping metadata = new Mapping(List.of(), 0);
        boolean saysKind = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (name.equals("metadata") && token == JsonToken.START_OBJECT) {
                metadata = mapping("managedFields");
                fields.add(new Field(name, metadata, 0));
            } else if (name.equals("status") && resource.part() != ApiResource.Part.ALL) {
                parser.skipChildren();
            } else {
                saysKind |= name.equals("kind");
                fields.add(new Field(name, value(), 0));
            }
        }
        expect(parser.currentToken(), JsonToken.END_OBJECT);
        if (!saysKind) {
            fields.add(0, string("kind", resource.kind().toString()));
            fields.add(0, string("apiVersion", resource.apiVersion()));
        }
        var key = new ObjectKey(text(metadata, "namespace"), text(metadata, "name"));
        return new ApiObject(key, text(metadata, "resourceVersion"), new Mapping(fields, 0));
    }

    private static Field string(String name, String text) {
        return new Field(name, new Scalar(ScalarKind.STRING, text, 0), 0);
    }

    private Mapping mapping(String without) throws IOException {
        List<Field> fields = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals(without)) {
                parser.skipChildren();
            } else {
                fields.add(new Field(name, value(), 0));
            }
        }
        expect(parser.currentToken(), JsonToken.END_OBJECT);
        return new Mapping(fields, 0);
    }

    private ManifestNode value() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new JsonParseException(parser, "the end (expected: a value)");
        }
        return switch (token) {
            case START_OBJECT -> mapping("");
            case START_ARRAY -> {
                List<ManifestNode> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value());
                }
                yield new Sequence(items, 0);
            }
            case VALUE_NUMBER_INT -> scalar(ScalarKind.INTEGER);
            case VALUE_NUMBER_FLOAT -> scalar(ScalarKind.DECIMAL);
            case VALUE_TRUE, VALUE_FALSE -> scalar(ScalarKind.BOOLEAN);
            case VALUE_NULL -> scalar(ScalarKind.NULL);
            default -> scalar(ScalarKind.STRING);
        };
    }

    private Scalar scalar(ScalarKind kind) throws IOException {
        return new Scalar(kind, parser.getText(), 0);
    }

    private void expect(JsonToken found, JsonToken expected) throws IOException {
        if (found != expected) {
            throw new JsonParseException(parser, found + " (expected: " + expected + ")");
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
