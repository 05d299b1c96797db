package io.ingress4j.model.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingress4j.model.ConfigMap;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Kind;
import io.ingress4j.model.Located;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Origin;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.source.ResourceStore.Change;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ResourceStoreTest {
    private static final ResourceId A = id("a");
    private static final ResourceId B = id("b");

    private final ResourceStore store = new ResourceStore();
    private final ResourceSink first = store.sink("first");
    private final ResourceSink second = store.sink("second");

    private static ResourceId id(String name) {
        return new ResourceId(Kind.CONFIG_MAP, new ObjectKey("shop", name));
    }

    private static ConfigMap map(ResourceId id, String value) {
        return new ConfigMap(id.key(), Map.of("k", value));
    }

    private static Located located(ResourceId id, String value, int line) {
        return new Located(map(id, value), new Origin("f.yaml", line, Map.of()));
    }

    private String valueOf(Change change, ResourceId id) {
        return change.resources()
                .configMap(id.key())
                .map(m -> m.data().get("k"))
                .orElse("gone");
    }

    @Test
    void aBurstIsGatheredIntoOneChange() {
        first.upsert(map(A, "1"));
        first.upsert(map(B, "1"));
        first.upsert(map(A, "2"));
        first.delete(B);

        Change change = store.take().orElseThrow();
        assertThat(change.changed()).containsExactly(A);
        assertThat(valueOf(change, A)).isEqualTo("2");
        assertThat(store.take()).isEmpty();
    }

    @Test
    void anEqualObjectIsNoChange() {
        first.replaceAll(List.of(located(A, "1", 1), located(B, "1", 5)));
        store.take();

        first.upsert(map(A, "1"));
        first.replaceAll(List.of(located(B, "1", 9), located(A, "1", 2)));

        assertThat(store.take()).isEmpty();
        assertThat(store.origin(A).line()).as("it moved within its file").isEqualTo(2);
    }

    @Test
    void whatChangedAndChangedBackIsNoChange() {
        first.upsert(map(A, "1"));
        store.take();

        first.upsert(map(A, "2"));
        first.upsert(map(A, "1"));
        first.delete(A);
        first.upsert(map(A, "1"));

        assertThat(store.take()).isEmpty();
    }

    @Test
    void replaceAllTellsOnlyTheDifference() {
        first.replaceAll(List.of(located(A, "1", 1), located(B, "1", 2)));
        store.take();

        first.replaceAll(List.of(located(A, "1", 1), located(id("c"), "1", 2)));

        assertThat(store.take().map(Change::changed)).isEqualTo(Optional.of(Set.of(B, id("c"))));
    }

    @Test
    void theFirstRegisteredSourceWinsAKeyWhoeverToldFirst() {
        second.upsert(map(A, "of the second"));
        assertThat(valueOf(store.take().orElseThrow(), A)).isEqualTo("of the second");

        first.upsert(map(A, "of the first"));
        assertThat(valueOf(store.take().orElseThrow(), A)).isEqualTo("of the first");
        assertThat(store.remarks().all()).singleElement().satisfies(remark -> {
            assertThat(remark.code()).isEqualTo("duplicate-object");
            assertThat(remark.severity()).isEqualTo(Diagnostic.Severity.WARNING);
            assertThat(remark.object()).isEqualTo("ConfigMap shop/a");
            assertThat(remark.message()).contains("source first");
        });
    }

    @Test
    void aSecondSourceTakesOverWhenTheFirstLetsGo() {
        first.upsert(map(A, "of the first"));
        second.upsert(map(A, "of the second"));
        store.take();

        first.delete(A);

        Change change = store.take().orElseThrow();
        assertThat(change.changed()).containsExactly(A);
        assertThat(valueOf(change, A)).isEqualTo("of the second");
        assertThat(store.remarks().all()).isEmpty();

        second.replaceAll(List.of());
        assertThat(valueOf(store.take().orElseThrow(), A)).isEqualTo("gone");
    }

    @Test
    void aLoserThatChangesOrGoesIsNoChange() {
        first.upsert(map(A, "of the first"));
        second.upsert(map(A, "x"));
        store.take();

        second.upsert(map(A, "y"));
        second.delete(A);

        assertThat(store.take()).isEmpty();
    }

    @Test
    void theStateIsCompleteWhenEverySourceHasToldAll() {
        first.upsert(map(A, "1"));
        first.replaceAll(List.of());
        assertThat(store.isComplete()).isFalse();

        second.replaceAll(List.of());
        assertThat(store.isComplete()).isTrue();
    }

    @Test
    void remarksOfAPartAreReplacedTogether() {
        Diagnostic remark = Diagnostic.warning("odd", A, "data", "x", "expected: y");
        first.report("f.yaml", List.of(remark, remark));
        first.report("g.yaml", List.of(remark));
        assertThat(store.remarks().all()).hasSize(3);

        first.report("f.yaml", List.of());
        assertThat(store.remarks().all()).containsExactly(remark);
    }

    @Test
    void everyCallWakesTheListener() {
        var calls = new AtomicInteger();
        store.onChange(calls::incrementAndGet);

        first.upsert(map(A, "1"));
        first.report("f.yaml", List.of());
        first.replaceAll(List.of());

        assertThat(calls).hasValue(3);
    }

    @Test
    void objectsOfAProgramArePutRemovedAndReplacedWhileTheyAreServed() {
        var source = new InMemorySource("objects");
        source.put(map(A, "1"));
        source.start(first);
        source.put(map(B, "1"));
        source.remove(A);
        assertThat(store.take().orElseThrow().changed()).containsExactly(B);

        source.replaceAll(List.of(map(A, "2")));
        assertThat(store.take().orElseThrow().changed()).containsExactlyInAnyOrder(A, B);

        source.close();
        source.put(map(B, "3"));
        assertThat(store.take()).as("what a closed source told stays").isEmpty();
        assertThatThrownBy(() -> startTwice()).hasMessageContaining("a source starts once");
    }

    private void startTwice() {
        try (var source = new InMemorySource("objects")) {
            source.start(first);
            source.start(second);
        }
    }
}
