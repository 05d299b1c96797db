package io.ingress4j.source.file;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.Located;
import io.ingress4j.model.ResourceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one file.
 *
 * <p>A file may be read while somebody writes it. What it adds counts at once; what it no longer tells stays until the
 * file has been quiet for a while: an object, or a path, annotation or TLS section of an Ingress. The objects of a
 * document that cannot be read stay for as long as it is like that.
 *
 * @param stamp what the file was like when it was read
 * @param readAgain whether it is read at the next look even if it is like that then
 * @param objects what is told of it
 * @param next what will be told of it once it has been quiet; null where that is what is told
 * @param since when it last changed, by the clock of {@link System#nanoTime}
 * @param diagnostics what is wrong with it
 */
record FileState(
        String stamp,
        boolean readAgain,
        List<Located> objects,
        @Nullable List<Located> next,
        long since,
        List<Diagnostic> diagnostics) {

    /** Returns the state of a file that was read for the first time. */
    static FileState first(String stamp, boolean readAgain, Manifests.Content content, long now) {
        return new FileState(stamp, readAgain, content.objects(), null, now, content.diagnostics());
    }

    /** Returns the state after the file was read again. */
    FileState read(String newStamp, boolean again, Manifests.Content content, long now) {
        List<Located> whole = content.unreadableDocuments() > 0 ? withMissing(content.objects()) : content.objects();
        List<Located> safe = withLost(whole);
        boolean loses = !safe.equals(whole);
        long quietSince = newStamp.equals(stamp) ? since : now;
        return new FileState(newStamp, again, safe, loses ? whole : null, quietSince, content.diagnostics());
    }

    /** Returns the state after the file could not be read; it is tried again at the next look, and no longer gone. */
    FileState unreadable(String newStamp, Diagnostic problem) {
        return new FileState(newStamp, true, objects, isGone() ? null : next, since, List.of(problem));
    }

    /** Returns the state after the file was found to be gone. */
    FileState gone(long now) {
        return isGone() ? this : new FileState("", true, objects, List.of(), now, List.of());
    }

    boolean isGone() {
        return stamp.isEmpty();
    }

    /** Returns the state after the file has been quiet for long enough. */
    FileState settled() {
        return next == null ? this : new FileState(stamp, readAgain, next, null, since, diagnostics);
    }

    /** Which object a broken document held is not known, so those that the file no longer tells of stay. */
    private List<Located> withMissing(List<Located> now) {
        Set<ResourceId> known = new HashSet<>();
        now.forEach(located -> known.add(located.resource().id()));
        List<Located> all = new ArrayList<>(now);
        for (Located old : objects) {
            if (known.add(old.resource().id())) {
                all.add(old);
            }
        }
        return List.copyOf(all);
    }

    private List<Located> withLost(List<Located> now) {
        Map<ResourceId, Located> before = new HashMap<>();
        objects.forEach(located -> before.putIfAbsent(located.resource().id(), located));
        List<Located> safe = new ArrayList<>();
        for (Located fresh : now) {
            Located old = before.get(fresh.resource().id());
            safe.add(old != null && isLess(fresh, old) ? old : fresh);
        }
        return withMissing(safe);
    }

    private static boolean isLess(Located fresh, Located before) {
        return fresh.resource() instanceof Ingress now
                && before.resource() instanceof Ingress old
                && (paths(now) < paths(old)
                        || now.tls().size() < old.tls().size()
                        || (now.defaultBackend().isEmpty()
                                && old.defaultBackend().isPresent())
                        || !now.annotations()
                                .keySet()
                                .containsAll(old.annotations().keySet()));
    }

    private static int paths(Ingress ingress) {
        return ingress.rules().size()
                + ingress.rules().stream().mapToInt(rule -> rule.paths().size()).sum();
    }
}
