package io.ingress4j.matcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.guard.Road;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final Road ROAD = Road.below("io.ingress4j.matcher");

    @Test
    void packagesFormNoCircle() {
        ROAD.hasNoCircle();
    }

    @Test
    void noTypeOfAnOutsideLibraryIsShown() {
        assertThat(ROAD.foreignTypesInSignatures("org.assertj.")).isEmpty();
    }

    @Test
    void featureFoldersDoNotImportOneAnother() {
        ROAD.foldersKeepApart("io.ingress4j.matcher.feature");
    }
}
