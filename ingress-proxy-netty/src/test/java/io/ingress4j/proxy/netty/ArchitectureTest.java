package io.ingress4j.proxy.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.guard.Road;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final Road ROAD = Road.below("io.ingress4j.proxy.netty");

    @Test
    void packagesFormNoCircle() {
        ROAD.hasNoCircle();
    }

    @Test
    void noTypeOfAnOutsideLibraryIsShown() {
        assertThat(ROAD.foreignTypesInSignatures("io.netty.", "io.micrometer.")).isEmpty();
    }

    @Test
    void anExchangeKnowsNoProtocol() {
        ROAD.staysClear("io.ingress4j.proxy.netty.exchange..", "io.netty.handler.codec..");
    }

    @Test
    void bytesGoDownwardOnly() {
        ROAD.staysClear("io.ingress4j.proxy.netty.http..", "io.ingress4j.proxy.netty.upstream..");
        ROAD.staysClear("io.ingress4j.proxy.netty.upstream..", "io.ingress4j.proxy.netty.exchange..");
        ROAD.staysClear("io.ingress4j.proxy.netty.exchange..", "io.ingress4j.proxy.netty.downstream..");
    }
}
