package io.ingress4j.matcher.translate;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.FeatureSet;
import java.util.Map;
import java.util.TreeMap;

/** All annotations as a Markdown table, by name: those of features, and those that are only known. */
final class AnnotationTable {
    private final Map<String, String> rows = new TreeMap<>();

    private AnnotationTable() {}

    static String of(FeatureSet features) {
        var table = new AnnotationTable();
        KnownAnnotations.UPSTREAM.forEach(key -> table.add(key, "not yet"));
        KnownAnnotations.ACCESS.forEach(key -> table.add(key, "answers 503"));
        table.add(KnownAnnotations.CANARY, "left out");
        for (Feature<?> feature : features.features()) {
            feature.annotations().forEach(key -> table.add(key, "**applied**"));
        }
        return "| Annotation | Status | Meaning |\n| --- | --- | --- |\n" + String.join("", table.rows.values());
    }

    private void add(AnnotationKey key, String status) {
        String meaning = key.description().replace("|", "\\|");
        rows.put(key.name(), "| `" + key.name() + "` | " + status + " | " + meaning + " |\n");
    }
}
