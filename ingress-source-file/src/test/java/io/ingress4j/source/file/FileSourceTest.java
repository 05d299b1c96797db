package io.ingress4j.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.Located;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.source.ResourceSink;
import io.ingress4j.model.source.ResourceStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSourceTest {
    @TempDir
    private Path directory;

    private final ResourceStore store = new ResourceStore();
    private FileSource source;

    private static String manifest(String name) {
        return """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: %s
                spec:
                  rules:
                    - host: %s.example.com
                      http:
                        paths:
                          - path: /
                            pathType: Prefix
                            backend:
                              service: {name: s, port: {number: 80}}
                """.formatted(name, name);
    }

    private void start(Path root) {
        start(root, Duration.ofMillis(300));
    }

    private void start(Path root, Duration poll) {
        source = FileSource.of(root, poll, new FileLimits(8 << 20, 1000, 8));
        source.start(store.sink(source.name()));
    }

    @AfterEach
    void stop() {
        if (source != null) {
            source.close();
        }
    }

    private List<String> names() {
        return store.take()
                .map(change -> lastNames = change.resources().all(Ingress.class).stream()
                        .map(ingress -> ingress.key().name())
                        .sorted()
                        .toList())
                .orElse(lastNames);
    }

    private List<String> lastNames = List.of();

    private void awaitNames(String... expected) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(names()).containsExactly(expected));
    }

    @Test
    void editsAppearAndVanishWhileTheSourceRuns() throws IOException {
        Files.writeString(directory.resolve("a.yaml"), manifest("a"));
        start(directory);
        awaitNames("a");

        Files.createDirectory(directory.resolve("below"));
        Files.writeString(directory.resolve("below/b.yml"), manifest("b"));
        awaitNames("a", "b");

        Files.delete(directory.resolve("a.yaml"));
        awaitNames("b");
    }

    @Test
    void aChangeThatCouldNotBeToldIsToldAgain() throws IOException {
        var refusals = new AtomicInteger();
        source = FileSource.of(directory, Duration.ofMillis(300), new FileLimits(8 << 20, 1000, 8));
        ResourceSink sink = store.sink(source.name());
        source.start(new ResourceSink() {
            @Override
            public void update(Collection<Located> upserts, Collection<ResourceId> deletes) {
                if (refusals.getAndIncrement() == 0) {
                    throw new IllegalStateException("this once");
                }
                sink.update(upserts, deletes);
            }

            @Override
            public void replaceAll(Collection<Located> objects) {
                sink.replaceAll(objects);
            }

            @Override
            public void report(String scope, List<Diagnostic> diagnostics) {
                sink.report(scope, diagnostics);
            }
        });

        Path temporary = Files.writeString(directory.resolve(".a.yaml.swp"), manifest("a"));
        Files.setLastModifiedTime(temporary, FileTime.from(Instant.now().minusSeconds(60)));
        Files.move(temporary, directory.resolve("a.yaml"), StandardCopyOption.ATOMIC_MOVE);

        awaitNames("a");
        assertThat(refusals).hasValueGreaterThan(1);
    }

    @Test
    void anAtomicRenameReplacesTheObjects() throws IOException {
        Path file = directory.resolve("a.yaml");
        Files.writeString(file, manifest("a"));
        start(directory);
        awaitNames("a");

        Path temporary = Files.writeString(directory.resolve(".a.yaml.swp"), manifest("renamed"));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        awaitNames("renamed");
    }

    @Test
    void theLinkSwapOfAMountedConfigMapIsFollowed() throws IOException {
        Path first = Files.createDirectory(directory.resolve("..1"));
        Path second = Files.createDirectory(directory.resolve("..2"));
        Files.writeString(first.resolve("a.yaml"), manifest("first"));
        Files.writeString(second.resolve("a.yaml"), manifest("second"));
        Files.createSymbolicLink(directory.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(directory.resolve("a.yaml"), Path.of("..data/a.yaml"));
        start(directory);
        awaitNames("first");

        Files.createSymbolicLink(directory.resolve("..new"), Path.of("..2"));
        Files.move(directory.resolve("..new"), directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        awaitNames("second");
    }

    @Test
    void aFileThatBreaksKeepsItsLastGoodObjectsAndSaysSo() throws IOException {
        Path file = directory.resolve("a.yaml");
        Files.writeString(file, manifest("a") + "---\n" + manifest("b"));
        start(directory);
        awaitNames("a", "b");

        Files.writeString(file, manifest("a") + "---\n{ broken\n---\n" + manifest("c"));
        awaitNames("a", "b", "c");

        assertThat(store.remarks().all()).extracting(Diagnostic::code).containsExactly("invalid-yaml");
        assertThat(store.remarks().all().get(0).source()).isEqualTo(file.toString());
    }

    @Test
    void theFirstOfTwoFilesWinsAKey() throws IOException {
        Files.writeString(directory.resolve("1.yaml"), manifest("a"));
        Files.writeString(directory.resolve("2.yaml"), manifest("a"));
        start(directory);

        awaitNames("a");
        assertThat(store.remarks().all()).singleElement().satisfies(diagnostic -> {
            assertThat(diagnostic.code()).isEqualTo("duplicate-object");
            assertThat(diagnostic.source()).endsWith("2.yaml");
        });
    }

    @Test
    void aFileOfMoreThanThreeMegabytesIsRead() throws IOException {
        String padding = "# " + "x".repeat(4 << 20) + "\n";
        start(Files.writeString(directory.resolve("big.yaml"), padding + manifest("big")));

        awaitNames("big");
    }

    /** Objects that were there must be there at every moment until {@code end} has come true. */
    private void staysUntil(Callable<Boolean> end, String... names) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    assertThat(names()).contains(names);
                    return end.call();
                });
    }

    private List<String> codes() {
        return store.remarks().all().stream().map(Diagnostic::code).toList();
    }

    @Test
    void eventsAloneAreEnough() throws IOException {
        start(directory, Duration.ofHours(1));
        awaitNames();

        Files.createDirectories(directory.resolve("new"));
        Files.writeString(directory.resolve("a.yaml"), manifest("a"));
        awaitNames("a");
        await().until(() -> {
            Files.writeString(directory.resolve("new/b.yaml"), manifest("b"));
            return names().contains("b");
        });

        Files.delete(directory.resolve("a.yaml"));
        awaitNames("b");
    }

    @Test
    void aChangeWithoutAnEventIsSeenByLooking(@TempDir Path elsewhere) throws IOException {
        Path target = Files.writeString(elsewhere.resolve("target"), manifest("a"));
        Files.createSymbolicLink(directory.resolve("a.yaml"), target);
        start(directory);
        awaitNames("a");

        Files.writeString(target, manifest("b"));
        awaitNames("b");
    }

    @Test
    void aFileThatIsWrittenSlowlyLosesNothing() throws IOException {
        String before = manifest("a") + "---\n" + manifest("b") + "---\n" + manifest("c");
        String after = before + "---\n" + manifest("d");
        Path file = Files.writeString(directory.resolve("a.yaml"), before);
        start(directory, Duration.ofMillis(20));
        awaitNames("a", "b", "c");

        byte[] bytes = after.getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int at = 0; at < bytes.length; at += 40) {
                out.write(bytes, at, Math.min(40, bytes.length - at));
                out.flush();
                long next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
                staysUntil(() -> System.nanoTime() >= next, "a", "b", "c");
            }
        }
        staysUntil(() -> names().contains("d"), "a", "b", "c");
        await().untilAsserted(() -> assertThat(codes()).isEmpty());
    }

    @Test
    void aFileThatAnEditorRenamesAndWritesAnewLosesNothing() throws IOException {
        Path file = Files.writeString(directory.resolve("a.yaml"), manifest("a"));
        start(directory, Duration.ofMillis(20));
        awaitNames("a");

        Files.writeString(directory.resolve("4913"), "");
        Files.delete(directory.resolve("4913"));
        Files.move(file, directory.resolve("a.yaml~"));
        long back = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
        staysUntil(() -> System.nanoTime() >= back, "a");
        Files.writeString(file, manifest("a") + "---\n" + manifest("b"));
        Files.delete(directory.resolve("a.yaml~"));

        staysUntil(() -> names().contains("b"), "a");
    }

    /** What the kubelet does: a new folder, a link to it under another name, a rename over the old link, and only then tidying. */
    @Test
    void anUpdateOfAMountedConfigMapLosesNothing() throws IOException {
        Path old = Files.createDirectories(directory.resolve("..2026_01_01_00_00_00.1/sub"));
        Files.writeString(old.resolve("../a.yaml"), manifest("a"));
        Files.writeString(old.resolve("../gone.yaml"), manifest("gone"));
        Files.writeString(old.resolve("s.yaml"), manifest("s"));
        Files.createSymbolicLink(directory.resolve("..data"), Path.of("..2026_01_01_00_00_00.1"));
        for (String name : List.of("a.yaml", "gone.yaml", "sub")) {
            Files.createSymbolicLink(directory.resolve(name), Path.of("..data", name));
        }
        start(directory, Duration.ofHours(1));
        awaitNames("a", "gone", "s");
        assertThat(codes()).isEmpty();

        for (int i = 2; i < 4; i++) {
            String fresh = "..2026_01_01_00_00_00." + i;
            Path sub = Files.createDirectories(directory.resolve(fresh).resolve("sub"));
            Files.writeString(sub.resolve("../a.yaml"), manifest("a") + "---\n" + manifest("a" + i));
            Files.writeString(sub.resolve("../new.yaml"), manifest("new"));
            Files.writeString(sub.resolve("s.yaml"), manifest("s") + "---\n" + manifest("s" + i));
            Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of(fresh));
            Files.move(directory.resolve("..data_tmp"), directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            if (i == 2) {
                Files.createSymbolicLink(directory.resolve("new.yaml"), Path.of("..data/new.yaml"));
                Files.delete(directory.resolve("gone.yaml"));
            }
            delete(directory.resolve("..2026_01_01_00_00_00." + (i - 1)));
            String expected = "a" + i;
            String below = "s" + i;
            staysUntil(() -> names().contains(expected) && names().contains(below), "a", "s");
        }
        awaitNames("a", "a3", "new", "s", "s3");
        assertThat(codes()).isEmpty();
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void aRootThatIsGoneKeepsItsObjectsAndIsFollowedAgainWhenItIsBack() throws IOException {
        Path root = Files.createDirectory(directory.resolve("root"));
        Files.writeString(root.resolve("a.yaml"), manifest("a"));
        start(root, Duration.ofHours(1));
        awaitNames("a");

        delete(root);
        staysUntil(() -> codes().contains("unreadable-path"), "a");

        Files.createDirectory(root);
        Files.writeString(root.resolve("b.yaml"), manifest("b"));
        awaitNames("b");
        assertThat(codes()).isEmpty();

        await().until(() -> {
            Files.writeString(root.resolve("c.yaml"), manifest("c"));
            return names().contains("c");
        });
    }

    @Test
    void aRootThatIsALinkIsFollowedWhenItLeadsElsewhere() throws IOException {
        Path one = Files.createDirectory(directory.resolve("one"));
        Path two = Files.createDirectory(directory.resolve("two"));
        Files.writeString(one.resolve("x.yaml"), manifest("first"));
        Files.writeString(two.resolve("x.yaml"), manifest("second"));
        Path root = Files.createSymbolicLink(directory.resolve("root"), one);
        start(root, Duration.ofHours(1));
        awaitNames("first");

        Files.createSymbolicLink(directory.resolve("tmp"), two);
        Files.move(directory.resolve("tmp"), root, StandardCopyOption.ATOMIC_MOVE);
        awaitNames("second");

        Files.writeString(two.resolve("y.yaml"), manifest("third"));
        awaitNames("second", "third");
    }

    @Test
    void aRootThatIsNotThereYetIsReportedAndReadWhenItComes() throws IOException {
        Path root = directory.resolve("later.yaml");
        start(root, Duration.ofHours(1));
        awaitNames();
        assertThat(codes()).containsExactly("unreadable-path");

        Files.writeString(root, manifest("a"));
        awaitNames("a");
        await().untilAsserted(() -> assertThat(codes()).isEmpty());
    }

    @Test
    void aFileThatCannotBeReadKeepsItsLastGoodObjectsAndRecovers() throws IOException {
        Path file = Files.writeString(directory.resolve("a.yaml"), manifest("a"));
        Files.writeString(directory.resolve("b.yaml"), manifest("b"));
        start(directory);
        awaitNames("a", "b");

        Files.write(file, new byte[] {'a', (byte) 0xff, (byte) 0xfe, 0});
        staysUntil(() -> codes().contains("not-utf8"), "a", "b");
        Files.write(file, new byte[9 << 20]);
        staysUntil(() -> codes().contains("unreadable-file"), "a", "b");
        Files.write(file, new byte[4096]);
        staysUntil(() -> codes().contains("invalid-yaml"), "a", "b");

        Files.writeString(file, manifest("a") + "---\n" + manifest("c"));
        awaitNames("a", "b", "c");
        await().untilAsserted(() -> assertThat(codes()).isEmpty());
    }

    @Test
    void anIngressThatCanNoLongerBeReadKeepsItsLastGoodState() throws IOException {
        Path file = Files.writeString(directory.resolve("a.yaml"), manifest("a"));
        start(directory);
        awaitNames("a");

        Files.writeString(file, manifest("a").replace("name: a\n", "name: a\n  annotations: [x]\n"));

        staysUntil(() -> codes().contains("invalid-annotations"), "a");
    }

    @Test
    void pipesNeverBlock() throws Exception {
        Process made =
                new ProcessBuilder("mkfifo", directory.resolve("pipe.yaml").toString()).start();
        assumeTrue(made.waitFor(10, TimeUnit.SECONDS) && made.exitValue() == 0, "no mkfifo here");
        Files.writeString(directory.resolve("a.yaml"), manifest("a"));

        start(directory);

        awaitNames("a");
        assertThat(codes()).containsExactly("not-a-file");
    }

    @Test
    void manyFilesAtOnceAreAllSeen() throws IOException {
        start(directory);
        List<String> names = IntStream.range(100, 300).mapToObj(i -> "n" + i).toList();
        for (String name : names) {
            Files.writeString(directory.resolve(name + ".yaml"), manifest(name));
        }

        awaitNames(names.toArray(String[]::new));
    }

    @Test
    void closeEndsTheThread() {
        start(directory);
        assertThat(followers()).isNotEmpty();

        source.close();

        assertThat(followers()).isEmpty();
    }

    private static List<Thread> followers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("ingress4j-files"))
                .toList();
    }

    @Test
    void aStreamIsReadOnceToItsEnd() {
        byte[] bytes = (manifest("a") + "---\n" + manifest("a") + "---\n{ broken").getBytes(StandardCharsets.UTF_8);

        StreamSource.of(new ByteArrayInputStream(bytes), "-").start(store.sink("-"));

        assertThat(names()).containsExactly("a");
        assertThat(store.isComplete()).isTrue();
        assertThat(codes()).containsExactly("invalid-yaml", "duplicate-object");
    }
}
