package io.ingress4j.benchmarks.table;

import io.ingress4j.model.HttpPath;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressBackend;
import io.ingress4j.model.PathType;
import io.ingress4j.model.ServicePortRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Path rules of real shapes, scaled to any number, and requests for them. Everything is drawn from a fixed seed, so that
 * two runs ask the same.
 */
public final class Table {
    private static final int SEED = 20_261_124;
    private static final int DRAWS = 1 << 17;
    private static final int HOT = 64;
    private static final ServicePortRef PORT = ServicePortRef.numbered(80);

    /** How requests fall on the rules. */
    public enum Traffic {
        /** The same 64 requests again and again. */
        HOT,
        /** The n-th rule is asked for n times more rarely than the first. */
        ZIPF,
        /** Every rule is asked for as often as any other. */
        UNIFORM
    }

    private final List<Rule> rules;

    private Table(List<Rule> rules) {
        this.rules = rules;
    }

    /** Returns a table of exactly {@code size} rules; each host belongs to one Ingress. */
    public static Table of(Shapes shapes, int size) {
        var random = new Random(SEED);
        List<Rule> rules = new ArrayList<>(size);
        Map<String, String> paths = new HashMap<>();
        for (int ingress = 0; rules.size() < size; ingress++) {
            Map<String, String> hosts = new HashMap<>();
            for (Rule rule :
                    shapes.ingresses().get(random.nextInt(shapes.ingresses().size()))) {
                if (rules.size() < size) {
                    int number = ingress;
                    String host = hosts.computeIfAbsent(rule.host(), name -> numbered(name, number));
                    String path = paths.computeIfAbsent(rule.path(), p -> p);
                    rules.add(new Rule(host, rule.exact(), path, ingress));
                }
            }
        }
        return new Table(rules);
    }

    /** {@code shop.example.com} becomes {@code shop-7.example.com}, {@code *.example.com} {@code *.example-7.com}. */
    private static String numbered(String host, int number) {
        int dot = host.indexOf('.', host.startsWith("*.") ? 2 : 0);
        return dot < 0 ? host + "-" + number : host.substring(0, dot) + "-" + number + host.substring(dot);
    }

    /** Returns the rules, those of an Ingress one after another. */
    public List<Rule> rules() {
        return rules;
    }

    /** Returns the rules as Ingresses, each path with a Service of its own, strings shared where a cluster shares them. */
    public List<Ingress> ingresses() {
        List<Ingress> made = new ArrayList<>();
        Map<String, HttpPath> paths = new HashMap<>();
        Map<Integer, String> namespaces = new HashMap<>();
        int from = 0;
        while (from < rules.size()) {
            int number = rules.get(from).ingress();
            String namespace = namespaces.computeIfAbsent(number % 100, n -> "team-" + n);
            Ingress.Builder builder = Ingress.builder(namespace, "ingress-" + number);
            int at = from;
            for (; at < rules.size() && rules.get(at).ingress() == number; at++) {
                Rule rule = rules.get(at);
                String service = "service-" + (at - from);
                HttpPath path = paths.computeIfAbsent(
                        rule.exact() + rule.path() + " " + service,
                        key -> new HttpPath(
                                rule.path(),
                                rule.exact() ? PathType.EXACT : PathType.PREFIX,
                                new IngressBackend.ServiceBackend(service, PORT)));
                builder.path(rule.host(), path);
            }
            made.add(builder.build());
            from = at;
        }
        return made;
    }

    /** Returns requests to be cycled through; one in twenty is for a host or a path that nobody has. */
    public Request[] requests(Traffic traffic) {
        var random = new Random(SEED + 1);
        int[] order = shuffled(random);
        double[] weights = traffic == Traffic.ZIPF ? zipf() : new double[0];
        Request[] requests = new Request[traffic == Traffic.HOT ? HOT : DRAWS];
        for (int i = 0; i < requests.length; i++) {
            int rank = traffic == Traffic.ZIPF ? drawn(weights, random) : random.nextInt(order.length);
            requests[i] = request(rules.get(order[rank]), i, random);
        }
        return requests;
    }

    private static Request request(Rule rule, int i, Random random) {
        String host = rule.isWildcard() ? "tenant" + i % 1000 + rule.host().substring(1) : new String(rule.host());
        if (i % 40 == 7) {
            return new Request("nobody-" + i + ".example.net", "/");
        }
        if (i % 40 == 27) {
            return new Request(host, "/no-such-path-of-anybody");
        }
        String below = random.nextInt(3) == 0 ? "" : "items/" + random.nextInt(100_000);
        String path = rule.path();
        if (rule.exact() || (below.isEmpty() && path.length() > 1)) {
            return new Request(host, new String(path));
        }
        return new Request(host, path + (path.endsWith("/") ? "" : "/") + below);
    }

    private int[] shuffled(Random random) {
        int[] order = new int[rules.size()];
        for (int i = 0; i < order.length; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    private double[] zipf() {
        double[] sums = new double[rules.size()];
        double sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += 1.0 / (i + 1);
            sums[i] = sum;
        }
        return sums;
    }

    private static int drawn(double[] sums, Random random) {
        int found = java.util.Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
        return Math.min(found < 0 ? -found - 1 : found, sums.length - 1);
    }
}
