package io.ingress4j.matcher.trie;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The slow and obvious twin of {@link PathTrie}: looks at every rule, element by element. */
final class LinearPaths {
    private final List<Rule> rules = new ArrayList<>();

    /** A path and whether it is exact; what it leads to is the rule itself. */
    record Rule(boolean exact, String path) {

        boolean takes(String request) {
            if (exact) {
                return path.equals(request);
            }
            List<String> wanted = elements(path);
            List<String> given = elements(request);
            return given.size() >= wanted.size()
                    && given.subList(0, wanted.size()).equals(wanted);
        }

        /** The elements; a slash at the end makes none. */
        private static List<String> elements(String path) {
            String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            return Arrays.asList(bare.split("/", -1));
        }

        /** Whether the prefix is just the request, and neither has a slash at the end that the other lacks. */
        private boolean isWhole(String request) {
            return path.equals(request);
        }
    }

    boolean add(Rule rule) {
        return !rules.contains(rule) && rules.add(rule);
    }

    /** The rules that take the request, the winner first: exact, then the prefix that is the whole, then by length. */
    List<Rule> candidates(String request) {
        return rules.stream()
                .filter(rule -> rule.takes(request))
                .sorted(Comparator.comparing(Rule::exact)
                        .thenComparing(rule -> rule.isWhole(request))
                        .thenComparing(rule -> rule.path.length())
                        .reversed())
                .toList();
    }
}
