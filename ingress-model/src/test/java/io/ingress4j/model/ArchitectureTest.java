package io.ingress4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.guard.Road;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final Road ROAD = Road.below("io.ingress4j.model");

    @Test
    void packagesFormNoCircle() {
        ROAD.hasNoCircle();
    }

    @Test
    void noTypeOfAnOutsideLibraryIsShown() {
        assertThat(ROAD.foreignTypesInSignatures()).isEmpty();
    }
}
