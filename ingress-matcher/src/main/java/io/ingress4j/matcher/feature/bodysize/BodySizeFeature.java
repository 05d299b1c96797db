package io.ingress4j.matcher.feature.bodysize;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.SettingKey;
import io.ingress4j.model.Diagnostic;
import java.util.List;
import java.util.Optional;

/** Reads {@link BodySizePolicy}. */
public final class BodySizeFeature implements Feature<BodySizePolicy> {
    static final AnnotationKey BODY_SIZE = new AnnotationKey(
            "proxy-body-size",
            "The longest request body, in bytes or with `k`, `m`, `g`; `1m` by default, `0` for no limit.");

    private static final String EXPECTED = "a whole number, k, m or g after it where wanted";
    private static final int MAX_DIGITS = 9;

    /** Makes the feature. */
    public BodySizeFeature() {}

    @Override
    public List<AnnotationKey> annotations() {
        return List.of(BODY_SIZE);
    }

    @Override
    public List<SettingKey> settings() {
        return List.of(
                new SettingKey(BODY_SIZE.name(), EXPECTED, text -> size(text).isPresent()));
    }

    @Override
    public Class<BodySizePolicy> policyType() {
        return BodySizePolicy.class;
    }

    @Override
    public boolean isMechanism() {
        return true;
    }

    @Override
    public Optional<BodySizePolicy> parse(AnnotationReader in) {
        if (in.raw(BODY_SIZE).filter(BodySizeFeature::isInBytes).isPresent()) {
            in.report(
                    Diagnostic.Severity.WARNING,
                    "invalid-annotation",
                    BODY_SIZE,
                    "expected: " + EXPECTED + "; 1m is used, as ingress-nginx does, whatever the global setting");
            return Optional.empty();
        }
        return in.read(BODY_SIZE, EXPECTED, BodySizeFeature::size)
                .map(BodySizePolicy::new)
                .filter(policy -> !policy.equals(BodySizePolicy.DEFAULT));
    }

    /** Upstream lets {@code 10b} pass, writes nothing for it, and so ends with the default of nginx. */
    private static boolean isInBytes(String text) {
        int last = text.length() - 1;
        return last > 0
                && Character.toLowerCase(text.charAt(last)) == 'b'
                && text.chars().limit(last).allMatch(c -> c >= '0' && c <= '9');
    }

    private static Optional<Long> size(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        int shift = switch (Character.toLowerCase(text.charAt(text.length() - 1))) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            default -> 0;
        };
        String digits = shift == 0 ? text : text.substring(0, text.length() - 1);
        boolean readable = !digits.isEmpty()
                && digits.length() <= (shift == 0 ? 2 * MAX_DIGITS : MAX_DIGITS)
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return readable ? Optional.of(Long.parseLong(digits) << shift) : Optional.empty();
    }
}
