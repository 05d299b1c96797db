package io.ingress4j.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.Located;
import io.ingress4j.model.Origin;
import io.ingress4j.model.PathType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FileStateTest {
    private static final Located A = located("a", "/1", "/2");
    private static final Located B = located("b", "/1");

    private static Located located(String name, String... paths) {
        Ingress.Builder ingress = Ingress.builder("shop", name).annotation("x", "y");
        for (String path : paths) {
            ingress.path("a.com", path, PathType.PREFIX, "s", 80);
        }
        return new Located(ingress.build(), Origin.NONE);
    }

    private static FileState first(Located... objects) {
        return FileState.first("1", false, content(0, objects), 0);
    }

    private static Manifests.Content content(int unreadable, Located... objects) {
        return new Manifests.Content(List.of(objects), List.of(), unreadable);
    }

    @Test
    void whatAFileAddsCountsAtOnce() {
        FileState state = first(A).read("2", false, content(0, A, B), 1);

        assertThat(state.objects()).containsExactly(A, B);
        assertThat(state.next()).isNull();
    }

    @Test
    void whatAFileCeasesToTellStaysUntilItIsQuiet() {
        FileState state = first(A, B).read("2", false, content(0, A), 1);

        assertThat(state.objects()).containsExactly(A, B);
        assertThat(state.settled().objects()).containsExactly(A);
        assertThat(state.since()).isEqualTo(1);
    }

    @Test
    void anIngressThatHasLostAPathStaysWholeUntilTheFileIsQuiet() {
        Located cut = located("a", "/1");
        FileState state = first(A).read("2", false, content(0, cut), 1);

        assertThat(state.objects()).containsExactly(A);
        assertThat(state.read("3", false, content(0, A), 2).next())
                .as("it was only half written")
                .isNull();
        assertThat(state.settled().objects()).containsExactly(cut);
    }

    @Test
    void anIngressThatHasLostAnAnnotationStaysWholeUntilTheFileIsQuiet() {
        var bare = new Located(
                Ingress.builder("shop", "a")
                        .path("a.com", "/1", PathType.PREFIX, "s", 80)
                        .path("a.com", "/2", PathType.PREFIX, "s", 80)
                        .build(),
                Origin.NONE);

        assertThat(first(A).read("2", false, content(0, bare), 1).objects()).containsExactly(A);
    }

    @Test
    void theObjectsOfABrokenDocumentStayWhileItIsBroken() {
        FileState state = first(A, B).read("2", false, content(1, A), 1);

        assertThat(state.next()).isNull();
        assertThat(state.settled().objects()).containsExactly(A, B);
    }

    @Test
    void anUnreadableFileKeepsItsObjectsAndIsReadAgain() {
        Diagnostic problem =
                Diagnostic.builder(Diagnostic.Severity.ERROR, "unreadable-file").build();
        FileState state = first(A).unreadable("2", problem);

        assertThat(state.objects()).containsExactly(A);
        assertThat(state.diagnostics()).containsExactly(problem);
        assertThat(state.readAgain()).isTrue();
    }

    @Test
    void aFileThatIsGoneAndBackIsAsIfItHadNeverBeenGone() {
        FileState gone = first(A).gone(1);
        assertThat(gone.objects()).containsExactly(A);
        assertThat(gone.settled().objects()).isEmpty();

        FileState back = gone.read("2", false, content(0, A), 2);
        assertThat(back.isGone()).isFalse();
        assertThat(back.next()).isNull();
    }

    @Test
    void aFileThatComesBackUnreadableKeepsItsObjects() {
        Diagnostic problem =
                Diagnostic.builder(Diagnostic.Severity.ERROR, "unreadable-file").build();
        FileState back = first(A).gone(1).unreadable("2", problem);

        assertThat(back.next()).isNull();
        assertThat(back.settled().objects()).containsExactly(A);
    }

    @Test
    void aFileThatIsReadAgainUnchangedDoesNotWaitAnew() {
        FileState state = first(A, B).read("2", true, content(0, A), 1);

        assertThat(state.read("2", false, content(0, A), 9).since()).isEqualTo(1);
    }

    @Test
    void objectsOfOneKeyInOneFileAreLeftToWhoReportsThem() {
        FileState state = first(A, A).read("2", false, content(0, A, A), 1);

        assertThat(state.objects()).containsExactly(A, A);
        assertThat(state.next()).isNull();
    }
}
