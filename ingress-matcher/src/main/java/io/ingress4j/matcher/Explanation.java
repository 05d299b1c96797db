package io.ingress4j.matcher;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.http.PlainRequest;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteMatch;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * Why a request goes where it goes: which virtual host, route and Ingress take it, what its author asked for and where,
 * what the filters make of it, and who else would have taken it. Made by {@link Router#explain} and
 * {@link IngressEngine#explain}; only the latter knows annotations, files and remarks.
 *
 * @param request the request
 * @param host the virtual host that the request belongs to
 * @param winner the rule that takes it, or nothing where none does
 * @param outcome what becomes of it
 * @param runnersUp the rules that would have taken it too, the nearest first
 * @param remarks what there is to say about the objects that took part
 */
public record Explanation(
        PlainRequest request,
        HostChoice host,
        Optional<Claim> winner,
        Outcome outcome,
        List<RunnerUp> runnersUp,
        List<Diagnostic> remarks) {

    /** Copies the lists. */
    public Explanation {
        requireNonNull(request, "request");
        requireNonNull(host, "host");
        requireNonNull(winner, "winner");
        requireNonNull(outcome, "outcome");
        runnersUp = List.copyOf(runnersUp);
        remarks = List.copyOf(remarks);
    }

    /** How a virtual host came to have a request. */
    public enum HostReason {
        /** The request names it. */
        EXACT_NAME("by its exact name"),
        /** The request names an alias of it. */
        ALIAS("by an alias"),
        /** The request names one label below its wildcard. */
        WILDCARD("by its wildcard"),
        /** No other host takes the name. */
        DEFAULT("since no other host takes the name"),
        /** There is none. */
        NONE("no host takes the name");

        private final String text;

        HostReason(String text) {
            this.text = text;
        }
    }

    /**
     * A virtual host and why it is asked.
     *
     * @param name its name; empty for the one that takes what no other does, and where there is none
     * @param reason why
     */
    public record HostChoice(String name, HostReason reason) {
        /** Checks that neither part is null. */
        public HostChoice {
            requireNonNull(name, "name");
            requireNonNull(reason, "reason");
        }
    }

    /**
     * A place in what an author wrote.
     *
     * @param field the path of the field, {@code spec.rules[0].http.paths[1]} for instance; empty where not known
     * @param source the file or source, or empty
     * @param line the line in it, counted from 1, or 0 where not known
     */
    public record Place(String field, String source, int line) {
        /** Nothing is known. */
        public static final Place UNKNOWN = new Place("", "", 0);

        /** Checks that neither part is null. */
        public Place {
            requireNonNull(field, "field");
            requireNonNull(source, "source");
        }

        /** Returns field, file and line, as far as they are known, each after a space. */
        @Override
        public String toString() {
            String where = source.isEmpty() ? "" : " (" + source + (line > 0 ? ":" + line : "") + ")";
            return (field.isEmpty() ? "" : " " + field) + where;
        }
    }

    /**
     * A policy of a route and what it was read from.
     *
     * @param policy the policy
     * @param annotations the annotations that say so, as {@code name: "value"}; none where a default or a global setting
     *     does, and where the Ingress is not known
     */
    public record AskedFor(Policy policy, List<String> annotations) {
        /** Copies the list. */
        public AskedFor {
            requireNonNull(policy, "policy");
            annotations = List.copyOf(annotations);
        }
    }

    /**
     * The rule that takes a request.
     *
     * @param route its route, filters and cluster included
     * @param place where it was written
     * @param policies what holds for it
     */
    public record Claim(CompiledRoute route, Place place, List<AskedFor> policies) {
        /** Copies the list. */
        public Claim {
            requireNonNull(route, "route");
            requireNonNull(place, "place");
            policies = List.copyOf(policies);
        }
    }

    /**
     * A rule that would have taken the request.
     *
     * @param ingress the Ingress that it comes from
     * @param host the virtual host that it is of; empty for the one that takes what no other does
     * @param match which paths it takes
     * @param place where it was written
     * @param reason why it lost
     */
    public record RunnerUp(ObjectKey ingress, String host, RouteMatch match, Place place, String reason) {
        /** Checks that no part is null. */
        public RunnerUp {
            requireNonNull(ingress, "ingress");
            requireNonNull(host, "host");
            requireNonNull(match, "match");
            requireNonNull(place, "place");
            requireNonNull(reason, "reason");
        }
    }

    /** What becomes of a request. */
    public sealed interface Outcome {

        /**
         * We answer it ourselves.
         *
         * @param response the answer
         * @param reason who answers, or why
         */
        record Answer(DirectResponse response, String reason) implements Outcome {
            /** Checks that neither part is null. */
            public Answer {
                requireNonNull(response, "response");
                requireNonNull(reason, "reason");
            }
        }

        /**
         * It is forwarded.
         *
         * @param cluster where to
         * @param endpoints the endpoints of this moment, one of which gets it; where there is none, it is answered with 503
         * @param target path and query that the upstream sees
         * @param upstreamHost the {@code Host} field that the upstream sees, as far as filters decide it
         */
        record Forward(ClusterName cluster, List<Endpoint> endpoints, String target, String upstreamHost)
                implements Outcome {
            /** Copies the list. */
            public Forward {
                requireNonNull(cluster, "cluster");
                endpoints = List.copyOf(endpoints);
                requireNonNull(target, "target");
                requireNonNull(upstreamHost, "upstreamHost");
            }
        }

        /**
         * A filter decides about it only while the request is there, since it asks somebody else for instance.
         *
         * @param filter the filter
         */
        record Undecided(String filter) implements Outcome {
            /** Checks that the filter is not null. */
            public Undecided {
                requireNonNull(filter, "filter");
            }
        }
    }

    /** Returns the explanation in a few lines, always in the same order; control characters are shown as {@code ?}. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        line(text, request.toString());
        line(text, "  host     " + named(host.name(), host.reason()) + host.reason().text);
        winner.ifPresent(claim -> {
            var route = claim.route().route();
            line(text, "  path     " + route.match());
            line(text, "  rule     " + author(route.ingress()) + claim.place());
            for (AskedFor asked : claim.policies()) {
                String from = asked.annotations().isEmpty() ? "" : " from " + String.join(", ", asked.annotations());
                line(text, "  policy   " + asked.policy() + from);
            }
        });
        line(text, outcomeText());
        for (RunnerUp other : runnersUp) {
            line(
                    text,
                    "  not      " + named(other.host(), HostReason.DEFAULT) + other.match() + " of "
                            + author(other.ingress()) + other.place() + ": " + other.reason());
        }
        remarks.forEach(remark -> line(text, "  remark   " + remark));
        return text.toString();
    }

    private static String author(ObjectKey ingress) {
        return ingress.equals(Route.NO_INGRESS) ? "the operator" : "Ingress " + ingress;
    }

    private static String named(String host, HostReason reason) {
        return (host.isEmpty() ? (reason == HostReason.NONE ? "" : "* ") : host + " ");
    }

    private String outcomeText() {
        if (outcome instanceof Outcome.Answer answer) {
            DirectResponse response = answer.response();
            return "  answer   " + response.status() + (response.location().isEmpty() ? "" : " " + response.location())
                    + ": " + answer.reason();
        }
        if (outcome instanceof Outcome.Forward forward) {
            if (forward.endpoints().isEmpty()) {
                return "  answer   503: " + forward.cluster() + " has no endpoint";
            }
            String as = forward.target().equals(request.target()) ? "" : " as " + forward.target();
            String host =
                    forward.upstreamHost().equals(request.authority()) ? "" : " for host " + forward.upstreamHost();
            return "  forward  " + forward.cluster() + as + host + " to "
                    + String.join(
                            ", ",
                            forward.endpoints().stream().map(Endpoint::toString).toList());
        }
        return "  waits    " + ((Outcome.Undecided) outcome).filter() + " decides while the request is there";
    }

    private static void line(StringBuilder text, String line) {
        for (int i = 0; i < line.length(); i++) {
            text.append(Character.isISOControl(line.charAt(i)) ? '?' : line.charAt(i));
        }
        text.append('\n');
    }
}
