package io.ingress4j.proxy.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that are names, and where the name that an author chose must not lead. */
final class NamesTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void aNameIsLookedUp() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy =
                        TestProxy.to(new Endpoint("localhost", upstream.port())).start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            assertThat(client.get("/").read().status()).isEqualTo(200);
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.1", "2130706433", "::ffff:127.0.0.1", "0.0.0.0"})
    void aNameOfAnAuthorDoesNotLeadToThisMachine(String host) throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy =
                        TestProxy.to(new Endpoint(host, upstream.port(), true)).start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(502);
            assertThat(upstream.connections()).isZero();
        }
    }

    @Test
    void aNameThatNobodyKnowsIsABadGateway() throws Exception {
        try (TestProxy proxy =
                        TestProxy.to(new Endpoint("nobody.invalid", 80, true)).start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isIn(502, 504);
        }
    }
}
