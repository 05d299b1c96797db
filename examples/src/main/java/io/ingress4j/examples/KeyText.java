package io.ingress4j.examples;

import io.ingress4j.model.ObjectKey;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of an object with its namespace, as options have it: {@code NAMESPACE/NAME}. */
final class KeyText implements ITypeConverter<ObjectKey> {
    KeyText() {}

    @Override
    public ObjectKey convert(String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash == text.length() - 1 || text.indexOf('/', slash + 1) >= 0) {
            throw new TypeConversionException(text + " (expected: NAMESPACE/NAME)");
        }
        return new ObjectKey(text.substring(0, slash), text.substring(slash + 1));
    }
}
