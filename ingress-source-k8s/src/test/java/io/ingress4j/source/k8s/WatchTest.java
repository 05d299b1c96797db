package io.ingress4j.source.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.ResourceId;
import io.ingress4j.source.k8s.api.ApiObject;
import io.ingress4j.source.k8s.api.ApiResource;
import io.ingress4j.source.k8s.api.ApiServer;
import io.ingress4j.source.k8s.api.Trouble;
import io.ingress4j.source.k8s.api.Watch;
import io.ingress4j.source.k8s.api.Work;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists and watches, whatever the API server does to them. */
final class WatchTest extends SourceScene {
    @Test
    void aListInManyPartsIsOneTable() {
        for (int i = 0; i < 25; i++) {
            api.put("services", "shop", "s" + i, SERVICE);
        }
        api.pageSize(10);
        start();

        assertThat(sink.ids()).hasSize(25);
        assertThat(api.requests().stream()
                        .filter(request -> request.startsWith("list") && request.contains("/services")))
                .hasSize(3);
    }

    @Test
    void aPartOfAListThatIsTooLargeIsAskedForInSmallerParts() {
        String large = ",\"x\":\"" + "x".repeat(200 << 10) + '"';
        for (int i = 0; i < 125; i++) {
            api.put("services", "shop", "s" + i, SERVICE + (i < 100 ? large : ""));
        }
        start(builder().timing(timing(LONG, LONG, LONG, LONG)));
        assertThat(sink.ids()).hasSize(125);
        assertThat(lists("services"))
                .containsExactly("limit=250", "limit=125", "limit=62", "limit=62&continue=62", "limit=62&continue=124");

        api.forgetHistory(true);
        awaiting().until(() -> lists("services").size() > 5);
        assertThat(lists("services").get(5)).isEqualTo("limit=62");
    }

    @Test
    void anObjectThatIsTooLargeIsAFailureThatEndsWithIt() {
        api.put("services", "shop", "large", SERVICE + ",\"x\":\"" + "x".repeat(17 << 20) + '"');
        source.start(sink);
        awaiting().until(() -> lists("services").contains("limit=1"));
        awaiting().until(() -> !state(Kind.SERVICE).connected());
        assertThat(sink.isComplete()).isFalse();

        api.put("services", "shop", "large", SERVICE);
        awaiting().until(sink::isComplete);
        assertThat(sink.ids()).containsExactly("Service shop/large");
    }

    private Stream<String> requests(String sort, String plural) {
        return api.requests().stream()
                .filter(request -> request.startsWith(sort) && request.contains("/" + plural + "?"));
    }

    private List<String> lists(String plural) {
        return requests("list", plural)
                .map(request -> request.substring(request.indexOf('?') + 1))
                .toList();
    }

    @Test
    void aLostConnectionLosesNoObjectAndNoChange() throws Exception {
        api.put("services", "shop", "shop", SERVICE);
        api.put("services", "shop", "second", SERVICE);
        start();
        sink.calls.clear();
        api.stop();
        awaiting().until(() -> source.watches().stream().noneMatch(WatchState::connected));
        assertThat(sink.ids()).hasSize(2);

        api.delete("services", "shop", "second");
        api.put("services", "shop", "third", SERVICE);
        api.restart();
        awaiting().until(() -> source.watches().stream().allMatch(WatchState::connected));
        awaiting().until(() -> sink.calls.size() == 2);
        assertThat(sink.calls).containsExactly("update [] [Service shop/second]", "update [Service shop/third] []");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPlaceThatTheApiServerForgotIsReplacedByACompleteList(boolean inStream) {
        api.put("services", "shop", "shop", SERVICE);
        api.put("services", "shop", "second", SERVICE);
        start();
        sink.calls.clear();
        api.deleteUnseen("services", "shop", "second");
        api.forgetHistory(inStream);

        awaiting().until(() -> sink.ids().equals(Set.of("Service shop/shop")));
        assertThat(sink.calls).containsExactly("update [] [Service shop/second]");
    }

    @Test
    void aWatchThatSaysNothingAndNeverEndsIsGivenUp() {
        source = builder()
                .timing(timing(LONG, Duration.ofSeconds(1), LONG, LONG))
                .build();
        api.silence("services", true);
        start(source);
        api.put("services", "shop", "shop", SERVICE);
        awaiting()
                .until(() -> api.requests().stream()
                                .filter(request -> request.startsWith("watch") && request.contains("/services"))
                                .count()
                        > 1);

        api.silence("services", false);
        awaiting().until(() -> sink.ids().contains("Service shop/shop"));
    }

    @Test
    void aListThatIsNotAnsweredIsGivenUp() {
        source = builder()
                .timing(timing(Duration.ofMillis(300), LONG, LONG, LONG))
                .build();
        api.hold("services", true);
        source.start(sink);
        awaiting()
                .until(() -> api.requests().stream()
                                .filter(request -> request.startsWith("list") && request.contains("/services"))
                                .count()
                        > 2);
        assertThat(sink.isComplete()).isFalse();

        api.hold("services", false);
        awaiting().until(sink::isComplete);
    }

    @Test
    void anApiServerThatComesLaterIsWaitedFor() throws Exception {
        api.stop();
        source.start(sink);
        awaiting().until(() -> source.watches().size() == 5);
        assertThat(sink.calls).isEmpty();

        api.restart();
        awaiting().until(sink::isComplete);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 502, 503})
    void aWatchThatIsRefusedForAWhileGoesOnFromWhereItStood(int status) {
        api.put("services", "shop", "shop", SERVICE);
        start();
        awaiting().until(() -> api.watchers() == 5);
        api.answer("services", status);
        api.cut("services");
        awaiting()
                .until(() -> requests("watch", "services").count() >= 3
                        && !state(Kind.SERVICE).connected());
        assertThat(sink.ids()).containsExactly("Service shop/shop");

        api.put("services", "shop", "second", SERVICE);
        api.answer("services", 0);
        awaiting().until(() -> sink.ids().contains("Service shop/second"));
        assertThat(state(Kind.SERVICE).connected()).isTrue();
        assertThat(lists("services")).hasSize(1);
    }

    @Test
    void statesSayHowOldTheLastWordOfTheApiServerIs() {
        start();
        assertThat(source.watches())
                .extracting(WatchState::kind)
                .containsExactlyInAnyOrder(
                        Kind.INGRESS_CLASS, Kind.INGRESS, Kind.SERVICE, Kind.ENDPOINT_SLICE, Kind.SECRET);
        awaiting().until(() -> state(Kind.SERVICE).age().compareTo(Duration.ofMillis(300)) > 0);

        Duration before = state(Kind.SERVICE).age();
        api.bookmark();
        awaiting().until(() -> state(Kind.SERVICE).age().compareTo(before) < 0);
    }

    @Test
    void anObjectThatCannotBeReadHoldsUpNoOtherAndIsReadAgainWhenItChanges() {
        api.put("services", "shop", "bad", SERVICE);
        api.put("services", "shop", "good", SERVICE);
        var follower = new Choosy();
        var work = new Work("ingress4j-kubernetes-test", LONG);
        var server = new ApiServer(client, work, LONG);
        try {
            var trouble = new Trouble(KubernetesSource.class, new Trouble.Remarks() {
                @Override
                public void unreadable(ResourceId id, String message) {
                    follower.heard.add("unreadable " + id);
                }
            });
            var tools = new Watch.Tools(server, work, QUICK.api(), trouble);
            var watch = new Watch<>(ApiResource.SERVICES, "", "", true, follower, tools);
            work.run(watch::start);
            awaiting().until(watch::isSynced);
            api.put("services", "shop", "bad", SERVICE);
            api.put("services", "shop", "better", SERVICE);
            awaiting().until(() -> follower.heard.contains("better"));
            follower.isChoosy = false;
            api.put("services", "shop", "bad", SERVICE);
            awaiting().until(() -> follower.heard.contains("bad"));
        } finally {
            server.close();
            work.close();
        }

        assertThat(follower.heard)
                .containsExactly("unreadable Service shop/bad", "good", "unreadable Service shop/bad", "better", "bad");
        assertThat(log.lines().filter(line -> line.startsWith("ERROR")))
                .singleElement()
                .asString()
                .contains("Service shop/bad", "a bad object", "what it was before stays");
    }

    @Test
    void aFaultInTellingAChangeThatComesAgainAndAgainIsSaidOnce() {
        var follower = new Watch.Follower<String>() {
            @Override
            public String read(ApiObject object) {
                return object.key().name();
            }

            @Override
            public void changed(List<String> changed, List<ObjectKey> gone) {
                if (!changed.isEmpty()) {
                    throw new IllegalStateException("a fault");
                }
            }
        };
        var work = new Work("ingress4j-kubernetes-test", LONG);
        var server = new ApiServer(client, work, LONG);
        try {
            var tools = new Watch.Tools(server, work, QUICK.api(), new Trouble(KubernetesSource.class));
            var watch = new Watch<>(ApiResource.SERVICES, "", "", true, follower, tools);
            work.run(watch::start);
            awaiting().until(watch::isSynced);
            api.put("services", "shop", "shop", SERVICE);
            awaiting().until(() -> api.requests().size() > 12); // each finds the same change
        } finally {
            server.close();
            work.close();
        }

        assertThat(log.lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("WARN") && line.contains("a fault"))
                .anyMatch(line -> line.startsWith("INFO") && line.contains("answers again"));
    }

    /** Cannot read an object that is called bad. */
    private static final class Choosy implements Watch.Follower<String> {
        final List<String> heard = new CopyOnWriteArrayList<>();
        volatile boolean isChoosy = true;

        @Override
        public String read(ApiObject object) {
            if (isChoosy && object.key().name().equals("bad")) {
                throw new IllegalStateException("a bad object");
            }
            return object.key().name();
        }

        @Override
        public void changed(List<String> changed, List<ObjectKey> gone) {
            heard.addAll(changed);
        }
    }
}
