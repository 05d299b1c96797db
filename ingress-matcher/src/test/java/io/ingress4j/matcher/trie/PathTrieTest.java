package io.ingress4j.matcher.trie;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.trie.LinearPaths.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths as the Ingress specification reads them; {@link LinearPaths} is the twin that says what right means. */
class PathTrieTest {
    private static final String[] ELEMENTS = {"a", "b", "aa", "ab", "abc", "A", "a.b", "é", "", "foo", "bar"};

    @ParameterizedTest(name = "{0} for {1}: {2}")
    @CsvSource({
        "P /, /, P /",
        "P /, /foo, P /",
        "P /, /foo/bar/, P /",
        "E /foo, /foo, E /foo",
        "E /foo, /foo/, ",
        "E /foo, /bar, ",
        "E /foo, /FOO, ",
        "E /foo/, /foo, ",
        "E /foo/, /foo/, E /foo/",
        "E /, /, E /",
        "E /, /foo, ",
        "P /foo, /foo, P /foo",
        "P /foo, /foo/, P /foo",
        "P /foo, /foo/bar, P /foo",
        "P /foo, /foobar, ",
        "P /foo, /FOO, ",
        "P /foo, /foo;v=1, ",
        "P /foo, /, ",
        "P /foo, /fo, ",
        "P /foo/, /foo, P /foo/",
        "P /foo/, /foo/, P /foo/",
        "P /foo/, /foo/bar, P /foo/",
        "P /aaa/bb, /aaa/bbb, ",
        "P /aaa/bbb, /aaa/bbb, P /aaa/bbb",
        "P /aaa/bbb/, /aaa/bbb, P /aaa/bbb/",
        "P /aaa/bbb, /aaa/bbb/, P /aaa/bbb",
        "P /aaa/bbb, /aaa/bbb/ccc, P /aaa/bbb",
        "P /aaa/bbb, /aaa/bbbxyz, ",
        "P / P /aaa, /aaa/ccc, P /aaa",
        "P / P /aaa, /ccc, P /",
        "P / P /aaa P /aaa/bbb, /aaa/bbb, P /aaa/bbb",
        "P / P /aaa P /aaa/bbb, /aaa/bbx, P /aaa",
        "P /foo E /foo, /foo, E /foo",
        "P /foo E /foo, /foo/, P /foo",
        "P /foo/ E /foo, /foo, E /foo",
        "P /foo/ E /foo, /foo/, P /foo/",
        "P /foo P /foo/, /foo, P /foo",
        "P /foo P /foo/, /foo/, P /foo/",
        "P /foo P /foo/, /foo/bar, P /foo/",
    })
    void aTableOfTheSpecification(String rules, String request, String winner) {
        PathTrie.Builder<String> builder = PathTrie.builder();
        String[] words = rules.split(" ", -1);
        for (int i = 0; i < words.length; i += 2) {
            String rule = words[i] + " " + words[i + 1];
            boolean fresh =
                    words[i].equals("E") ? builder.exact(words[i + 1], rule) : builder.prefix(words[i + 1], rule);
            assertThat(fresh).isTrue();
        }
        assertThat(find(builder.build(), request)).isEqualTo(winner);
    }

    @Test
    void theFirstOfEqualPathsStays() {
        PathTrie.Builder<Integer> builder = PathTrie.builder();
        assertThat(builder.prefix("/foo", 1)).isTrue();
        assertThat(builder.prefix("/foo", 2)).isFalse();
        assertThat(builder.prefix("/foo/", 3)).isTrue();
        assertThat(builder.prefix("/foo/", 4)).isFalse();
        assertThat(builder.exact("/foo", 5)).isTrue();
        assertThat(builder.exact("/foo", 6)).isFalse();
        assertThat(builder.build().candidates("/foo")).containsExactly(5, 1, 3);
    }

    @Test
    void anEmptyTrieTakesNothing() {
        PathTrie<Integer> trie = PathTrie.<Integer>builder().build();
        assertThat(find(trie, "/")).isNull();
        assertThat(find(trie, "")).isNull();
        assertThat(trie.candidates("/")).isEmpty();
    }

    @Test
    void onlyTheRangeCounts() {
        PathTrie.Builder<Integer> builder = PathTrie.builder();
        builder.exact("/foo", 1);
        builder.prefix("/foo/bar", 2);
        PathTrie<Integer> trie = builder.build();
        assertThat(trie.find("GET /foo/bar?x", 4, 8)).isEqualTo(1);
        assertThat(trie.find("GET /foo/bar?x", 4, 12)).isEqualTo(2);
        assertThat(trie.find("GET /foo/bar?x", 4, 11)).isNull();
        assertThat(trie.find("GET /foo/bar?x", 4, 13)).isNull();
    }

    @Test
    void pathsOfAnyLengthAndDepthAreFound() {
        var path = new StringBuilder();
        PathTrie.Builder<Integer> builder = PathTrie.builder();
        for (int i = 0; i < 5000; i++) {
            builder.prefix(path.append('/').append((char) ('a' + i % 26)).toString(), i);
        }
        PathTrie<Integer> trie = builder.build();
        assertThat(find(trie, path.toString())).isEqualTo(4999);
        assertThat(find(trie, path.substring(0, 5001) + "x")).isEqualTo(2499);
        for (int length = 1; length < 100; length++) {
            String sole = path.substring(0, length);
            PathTrie.Builder<Integer> one = PathTrie.builder();
            one.exact(sole, 1);
            assertThat(find(one.build(), sole)).isEqualTo(1);
            assertThat(find(one.build(), sole + "/")).isNull();
        }
    }

    @Test
    void agreesWithItsLinearTwinOnAMillionRequests() {
        var random = new Random(42);
        int asked = 0;
        while (asked < 1_000_000) {
            List<Rule> rules = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                rules.add(new Rule(random.nextInt(3) == 0, normalised(randomPath(random))));
            }
            LinearPaths twin = new LinearPaths();
            PathTrie<Rule> trie = trieOf(rules, twin);
            for (int i = 0; i < 100; i++, asked++) {
                String request = i < rules.size() ? rules.get(i).path() : randomPath(random);
                List<Rule> expected = twin.candidates(request);
                Rule winner = expected.isEmpty() ? null : expected.get(0);
                if (find(trie, request) != winner) {
                    assertThat(find(trie, request))
                            .as("%s for %s", rules, request)
                            .isSameAs(winner);
                }
                if (i < 20) {
                    assertThat(trie.candidates(request))
                            .as("%s for %s", rules, request)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Property(tries = 2000)
    void agreesWithItsLinearTwin(@ForAll("rules") List<Rule> rules, @ForAll("paths") String request) {
        LinearPaths twin = new LinearPaths();
        PathTrie<Rule> trie = trieOf(rules, twin);

        List<Rule> expected = twin.candidates(request);
        assertThat(trie.candidates(request)).isEqualTo(expected);
        assertThat(find(trie, request)).isEqualTo(expected.isEmpty() ? null : expected.get(0));
    }

    @Test
    void aLookupAllocatesNothing() {
        PathTrie.Builder<Integer> builder = PathTrie.builder();
        for (int i = 0; i < 200; i++) {
            builder.prefix("/api/v" + i % 7 + "/service-" + i, i);
            builder.exact("/static/file-" + i + ".js", i);
        }
        PathTrie<Integer> trie = builder.build();
        String[] requests = {"/api/v3/service-10/users/7", "/static/file-77.js", "/nowhere", "/api/v0/service-7"};
        assertThat(Allocation.leastPerCall(i -> find(trie, requests[i & 3]))).isZero();
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of(ELEMENTS).list().ofMinSize(1).ofMaxSize(4).map(list -> "/" + String.join("/", list));
    }

    @Provide
    Arbitrary<List<Rule>> rules() {
        return Combinators.combine(Arbitraries.of(true, false), paths().map(PathTrieTest::normalised))
                .as(Rule::new)
                .list()
                .ofMaxSize(10);
    }

    private static <V> V find(PathTrie<V> trie, String path) {
        return trie.find(path, 0, path.length());
    }

    private static PathTrie<Rule> trieOf(List<Rule> rules, LinearPaths twin) {
        PathTrie.Builder<Rule> builder = PathTrie.builder();
        for (Rule rule : rules) {
            boolean fresh = rule.exact() ? builder.exact(rule.path(), rule) : builder.prefix(rule.path(), rule);
            assertThat(fresh).isEqualTo(twin.add(rule));
        }
        return builder.build();
    }

    /** Rules have no empty elements; requests may have. */
    private static String normalised(String path) {
        return path.replaceAll("/{2,}", "/");
    }

    private static String randomPath(Random random) {
        var path = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            path.append('/').append(ELEMENTS[random.nextInt(ELEMENTS.length)]);
        }
        return path.toString();
    }
}
