package io.ingress4j.matcher;

import io.ingress4j.model.HttpPath;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressRule;
import io.ingress4j.model.PathType;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The slow and obvious twin of {@link Router}: reads the Ingresses as they are written, and looks at every rule for every
 * request. Its answer is a text: the Ingress, kind and path of the route, or a status.
 */
final class LinearRouter {
    private static final String REGEX = "nginx.ingress.kubernetes.io/use-regex";

    private final List<Ingress> oldestFirst;

    LinearRouter(List<Ingress> ingresses) {
        oldestFirst = ingresses.stream()
                .sorted(Comparator.comparing(Ingress::created)
                        .thenComparing(ingress -> ingress.key().toString(), Comparator.reverseOrder()))
                .toList();
    }

    /** One path of one host, as its author wrote it. */
    private record Rule(Ingress ingress, boolean exact, String path) {

        boolean isOf(boolean exact, String path) {
            return this.exact == exact && this.path.equals(path);
        }

        boolean takes(String request) {
            if (exact) {
                return path.equals(request);
            }
            List<String> wanted = elements(path);
            List<String> given = elements(request);
            return given.size() >= wanted.size()
                    && given.subList(0, wanted.size()).equals(wanted);
        }

        private static List<String> elements(String path) {
            return path.equals("/")
                    ? List.of()
                    : Arrays.asList((path.endsWith("/") ? path.substring(1, path.length() - 1) : path.substring(1))
                            .split("/", -1));
        }

        @Override
        public String toString() {
            return ingress.key() + (exact ? " exact " : " prefix ") + path;
        }
    }

    String answer(String authority, String target) {
        String path = target.replaceFirst("\\?.*", "");
        String slashed = reading(decode(path));
        String kept = reading(decode(path.replaceAll("%2[Ff]", "%252F")));
        if (slashed == null || kept == null) {
            return "400";
        }
        Optional<String> host = host(authority);
        if (host.isEmpty()) {
            return "404";
        }
        String one = route(host.get(), slashed);
        return one.equals(route(host.get(), kept)) ? one : "400";
    }

    private static String decode(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The path without dot segments and empty segments; null where it leaves the root or climbs over an empty one. */
    private static String reading(String path) {
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        boolean empty = false;
        for (int i = 0; i < segments.length; i++) {
            switch (segments[i]) {
                case "" -> empty = true;
                case "." -> {}
                case ".." -> {
                    if (empty || kept.isEmpty()) {
                        return null;
                    }
                    kept.removeLast();
                }
                default -> kept.addLast(segments[i]);
            }
        }
        boolean open = List.of("", ".", "..").contains(segments[segments.length - 1]);
        return "/" + String.join("/", kept) + (open && !kept.isEmpty() ? "/" : "");
    }

    /** The host of the rules that hold: the name itself, else one label less behind a star, else the empty one. */
    private Optional<String> host(String authority) {
        String name =
                authority.startsWith("[") ? authority.replaceFirst("].*", "]") : authority.replaceFirst(":.*", "");
        name = name.replaceFirst("\\.$", "").toLowerCase(Locale.ROOT);
        List<String> wanted = new ArrayList<>(List.of(name));
        int dot = name.indexOf('.');
        if (dot > 0) {
            wanted.add("*" + name.substring(dot));
        }
        wanted.add("");
        return wanted.stream().filter(this::isThere).findFirst();
    }

    private boolean isThere(String host) {
        return oldestFirst.stream()
                .anyMatch(ingress -> names(ingress, host) || (host.isEmpty() && catchesAll(ingress)));
    }

    private static boolean names(Ingress ingress, String host) {
        return ingress.rules().stream().anyMatch(rule -> rule.host().equals(host));
    }

    private static boolean catchesAll(Ingress ingress) {
        return ingress.rules().isEmpty() && ingress.defaultBackend().isPresent();
    }

    private String route(String host, String path) {
        List<Rule> rules = rules(host);
        boolean regex = oldestFirst.stream()
                .anyMatch(ingress -> names(ingress, host)
                        && "true".equals(ingress.annotations().get(REGEX)));
        return regex ? firstExpression(rules, path) : best(rules, path);
    }

    /** Every rule of the host, the older first, each path only once, and who takes what no rule does. */
    private List<Rule> rules(String host) {
        List<Rule> rules = new ArrayList<>();
        for (Ingress ingress : oldestFirst) {
            for (IngressRule rule : ingress.rules()) {
                for (HttpPath path : rule.paths()) {
                    String text = path.path().isEmpty() ? "/" : path.path();
                    boolean exact = path.type() == PathType.EXACT;
                    if (rule.host().equals(host) && rules.stream().noneMatch(older -> older.isOf(exact, text))) {
                        rules.add(new Rule(ingress, exact, text));
                    }
                }
            }
        }
        oldestFirst.stream()
                .filter(ingress -> names(ingress, host) || (host.isEmpty() && catchesAll(ingress)))
                .filter(ingress -> !host.isEmpty() || ingress.defaultBackend().isPresent())
                .findFirst()
                .ifPresent(ingress -> rules.add(new Rule(ingress, false, "/")));
        return rules;
    }

    /** Exact before prefix, among prefixes the whole path before the longest, among equals the oldest. */
    private static String best(List<Rule> rules, String path) {
        Rule best = null;
        for (Rule rule : rules) {
            if (rule.takes(path) && (best == null || isBetter(rule, best, path))) {
                best = rule;
            }
        }
        return best == null ? "404" : best.toString();
    }

    private static boolean isBetter(Rule rule, Rule than, String path) {
        if (rule.exact != than.exact) {
            return rule.exact;
        }
        if (rule.path.equals(path) != than.path.equals(path)) {
            return rule.path.equals(path);
        }
        return rule.path.length() > than.path.length();
    }

    /**
     * The longest text first, then the last in the alphabet. A prefix that its author did not mean as an expression counts
     * with a slash at its end and without, unless an exact path has the one without.
     */
    private static String firstExpression(List<Rule> rules, String path) {
        List<Rule> expressions = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if (rules.subList(0, i).stream()
                    .anyMatch(older -> older.exact == rule.exact && older.path.equals(rule.path))) {
                continue; // an older Ingress has the path, also for what would be split of it
            }
            boolean literal =
                    !rule.exact && !"true".equals(rule.ingress.annotations().get(REGEX));
            boolean split = literal && !rule.path.endsWith("/");
            if (split) {
                expressions.add(new Rule(rule.ingress, false, rule.path + "/"));
            }
            if (!split || rules.stream().noneMatch(other -> other.exact && other.path.equals(rule.path))) {
                expressions.add(rule);
            }
        }
        return expressions.stream()
                .filter(rule -> Pattern.compile(rule.path, Pattern.CASE_INSENSITIVE)
                        .matcher(path)
                        .lookingAt())
                .min(Comparator.comparing((Rule rule) -> -rule.path.length())
                        .thenComparing(Rule::path, Comparator.reverseOrder())
                        .thenComparing(rule -> rule.path.equals("/") && !rule.exact))
                .map(rule -> rule.ingress.key() + " regex " + rule.path)
                .orElse("404");
    }
}
