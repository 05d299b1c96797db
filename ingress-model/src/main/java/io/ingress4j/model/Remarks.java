package io.ingress4j.model;

import io.ingress4j.model.internal.PersistentMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Remarks by topic, frozen at one moment. A topic is whatever its remarks are replaced with at once: an object, a host, a
 * part of a source. One that was made from another shares with it what did not change.
 */
public final class Remarks {
    private static final Remarks NONE = new Remarks(PersistentMap.empty());

    private final PersistentMap<String, List<Diagnostic>> byTopic;

    private Remarks(PersistentMap<String, List<Diagnostic>> byTopic) {
        this.byTopic = byTopic;
    }

    /** Returns no remarks. */
    public static Remarks none() {
        return NONE;
    }

    /** Returns these remarks with those of one topic replaced; an empty list takes it away. */
    @SuppressWarnings("ReferenceEquality") // the map returns itself where nothing changed
    public Remarks with(String topic, List<Diagnostic> remarks) {
        var next = remarks.isEmpty() ? byTopic.without(topic) : byTopic.with(topic, List.copyOf(remarks));
        return next == byTopic ? this : new Remarks(next);
    }

    /** Returns whether there is no remark. */
    public boolean isEmpty() {
        return byTopic.isEmpty();
    }

    /** Returns all remarks in the order of their topics; the work is proportional to all of them. */
    public List<Diagnostic> all() {
        List<Diagnostic> all = new ArrayList<>();
        new TreeMap<>(byTopic.asMap()).values().forEach(all::addAll);
        return List.copyOf(all);
    }

    /**
     * What came and what went, in the order of topics.
     *
     * @param came the remarks that were not there before
     * @param gone those that were there and are no more
     */
    public record Difference(List<Diagnostic> came, List<Diagnostic> gone) {
        /** Copies the lists. */
        public Difference {
            came = List.copyOf(came);
            gone = List.copyOf(gone);
        }

        /** Returns whether nothing came or went. */
        public boolean isEmpty() {
            return came.isEmpty() && gone.isEmpty();
        }
    }

    /**
     * Returns how these remarks differ from earlier ones. The work grows with the topics that differ, not with all, where one
     * was made from the other.
     */
    public Difference since(Remarks before) {
        Map<String, Difference> differences = new TreeMap<>();
        before.byTopic.diff(byTopic, new PersistentMap.DiffSink<>() {
            @Override
            public void added(String topic, List<Diagnostic> remarks) {
                differences.put(topic, new Difference(remarks, List.of()));
            }

            @Override
            public void removed(String topic, List<Diagnostic> remarks) {
                differences.put(topic, new Difference(List.of(), remarks));
            }

            @Override
            public void changed(String topic, List<Diagnostic> older, List<Diagnostic> newer) {
                differences.put(topic, new Difference(without(newer, older), without(older, newer)));
            }
        });
        List<Diagnostic> came = new ArrayList<>();
        List<Diagnostic> gone = new ArrayList<>();
        differences.values().forEach(difference -> {
            came.addAll(difference.came);
            gone.addAll(difference.gone);
        });
        return new Difference(came, gone);
    }

    private static List<Diagnostic> without(List<Diagnostic> remarks, List<Diagnostic> known) {
        Set<Diagnostic> others = new HashSet<>(known);
        return remarks.stream().filter(remark -> !others.contains(remark)).toList();
    }
}
