package io.ingress4j.matcher.feature.forwarded;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.GlobalSettings;
import io.ingress4j.matcher.feature.Locations;
import io.ingress4j.matcher.feature.SettingKey;
import io.ingress4j.matcher.http.Cidr;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@link ForwardedPolicy}, the same for every Ingress. */
public final class ForwardedFeature implements Feature<ForwardedPolicy> {

    private static final String FIELDS = "use-forwarded-headers";
    private static final String ADDRESS = "enable-real-ip";
    private static final String CHAIN = "compute-full-forwarded-for";
    private static final String ADDRESS_FIELD = "forwarded-for-header";
    private static final String HOST_FIELD = "forwarded-host-header";
    private static final String TRUSTED = "proxy-real-ip-cidr";

    /** Makes the feature. */
    public ForwardedFeature() {}

    @Override
    public List<AnnotationKey> annotations() {
        return List.of();
    }

    @Override
    public List<SettingKey> settings() {
        return List.of(
                SettingKey.bool(FIELDS),
                SettingKey.bool(ADDRESS),
                SettingKey.bool(CHAIN),
                new SettingKey(ADDRESS_FIELD, "the name of a header field", ForwardedFeature::isName),
                new SettingKey(HOST_FIELD, "the name of a header field", ForwardedFeature::isName),
                new SettingKey(TRUSTED, "blocks of addresses by comma", ForwardedFeature::isList, true));
    }

    private static boolean isName(String text) {
        return Locations.consistsOf(text.strip(), "-");
    }

    private static boolean isList(String text) {
        return elements(text).allMatch(element -> Cidr.parse(element).isPresent());
    }

    @Override
    public Class<ForwardedPolicy> policyType() {
        return ForwardedPolicy.class;
    }

    @Override
    public boolean isMechanism() {
        return true;
    }

    @Override
    public Optional<ForwardedPolicy> parse(AnnotationReader in) {
        return read(in.globals());
    }

    static Optional<ForwardedPolicy> read(GlobalSettings globals) {
        boolean fields = globals.bool(FIELDS, false);
        boolean address = fields || globals.bool(ADDRESS, false);
        boolean chain = globals.bool(CHAIN, false);
        if (!address && !chain) {
            return Optional.empty();
        }
        return Optional.of(new ForwardedPolicy(
                address,
                fields,
                chain,
                name(globals, ADDRESS_FIELD, "X-Forwarded-For"),
                name(globals, HOST_FIELD, "X-Forwarded-Host"),
                trusted(globals.text(TRUSTED).orElse("0.0.0.0/0"))));
    }

    private static String name(GlobalSettings globals, String key, String otherwise) {
        return globals.text(key)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .orElse(otherwise);
    }

    private static List<Cidr> trusted(String list) {
        return elements(list).flatMap(text -> Cidr.parse(text).stream()).toList();
    }

    private static Stream<String> elements(String list) {
        return Arrays.stream(list.split(",", -1)).map(String::strip);
    }
}
