package io.ingress4j.matcher.feature.bodysize;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import java.util.List;
import java.util.Optional;

/** Reads {@link BodySizePolicy}. */
public final class BodySizeFeature implements Feature<BodySizePolicy> {
    static final AnnotationKey BODY_SIZE = new AnnotationKey(
            "proxy-body-size",
            "The longest request body, in bytes or with `k`, `m`, `g`; `1m` by default, `0` for no limit.");

    private static final int MAX_DIGITS = 9;

    /** Makes the feature. */
    public BodySizeFeature() {}

    @Override
    public List<AnnotationKey> annotations() {
        return List.of(BODY_SIZE);
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
        return in.read(BODY_SIZE, "a whole number, k, m or g after it where wanted", BodySizeFeature::size)
                .map(BodySizePolicy::new)
                .filter(policy -> !policy.equals(BodySizePolicy.DEFAULT));
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
