package io.ingress4j.matcher.feature.timeout;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.SettingKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@link TimeoutPolicy}. */
public final class TimeoutFeature implements Feature<TimeoutPolicy> {
    static final AnnotationKey CONNECT =
            new AnnotationKey("proxy-connect-timeout", "Seconds to wait for a connection; 5 by default.");
    static final AnnotationKey SEND =
            new AnnotationKey("proxy-send-timeout", "Seconds between two writes of the request; 60 by default.");
    static final AnnotationKey READ =
            new AnnotationKey("proxy-read-timeout", "Seconds between two reads of the response; 60 by default.");

    /** Makes the feature. */
    public TimeoutFeature() {}

    @Override
    public List<AnnotationKey> annotations() {
        return List.of(CONNECT, SEND, READ);
    }

    @Override
    public List<SettingKey> settings() {
        return annotations().stream().map(key -> SettingKey.seconds(key.name())).toList();
    }

    @Override
    public Class<TimeoutPolicy> policyType() {
        return TimeoutPolicy.class;
    }

    @Override
    public boolean isMechanism() {
        return true;
    }

    @Override
    public Optional<TimeoutPolicy> parse(AnnotationReader in) {
        TimeoutPolicy unset = TimeoutPolicy.DEFAULT;
        var policy = new TimeoutPolicy(
                in.seconds(CONNECT).map(Duration::ofSeconds).orElse(unset.connect()),
                in.seconds(SEND).map(Duration::ofSeconds).orElse(unset.send()),
                in.seconds(READ).map(Duration::ofSeconds).orElse(unset.read()));
        return policy.equals(unset) ? Optional.empty() : Optional.of(policy);
    }
}
