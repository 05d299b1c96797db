package io.ingress4j.matcher;

import io.ingress4j.matcher.cluster.Cluster;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.http.HeaderTable;
import io.ingress4j.matcher.http.PlainRequest;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteAction;
import io.ingress4j.matcher.route.RouteMatch;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ResourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks a router the way a data plane does, and writes down why it answers so. The work does not grow with the hosts. */
final class Explainer {
    private final Router router;
    private final Written written;

    Explainer(Router router, Written written) {
        this.router = router;
        this.written = written;
    }

    Explanation explain(PlainRequest request) {
        Match match = router.match(request);
        CompiledHost host = router.hostOf(request.authority());
        Explanation.HostChoice choice = choice(host, request.authority());
        CompiledRoute winner = match.route();
        if (host == null || winner == null) {
            var outcome = new Explanation.Outcome.Answer(match.response(), whyNobody(match, host, request));
            return new Explanation(
                    request,
                    choice,
                    Optional.empty(),
                    outcome,
                    List.of(),
                    written.notServed(nameOf(request.authority())));
        }
        var claim = new Explanation.Claim(
                winner,
                written.placeOf(winner.host(), winner.route()),
                written.policiesOf(winner.route(), host.routes()));
        Explanation.Outcome outcome = outcome(request, winner);
        return new Explanation(
                request,
                choice,
                Optional.of(claim),
                outcome,
                runnersUp(request, host, winner),
                remarks(request, choice, winner, outcome));
    }

    // The host

    private static Explanation.HostChoice choice(@Nullable CompiledHost host, String authority) {
        if (host == null) {
            return new Explanation.HostChoice("", Explanation.HostReason.NONE);
        }
        String name = host.host().host();
        Explanation.HostReason reason;
        if (name.isEmpty()) {
            reason = Explanation.HostReason.DEFAULT;
        } else if (name.equals(nameOf(authority))) {
            reason = Explanation.HostReason.EXACT_NAME;
        } else if (name.startsWith("*.") && !isAlias(host, nameOf(authority))) {
            reason = Explanation.HostReason.WILDCARD;
        } else {
            reason = Explanation.HostReason.ALIAS;
        }
        return new Explanation.HostChoice(name, reason);
    }

    private static boolean isAlias(CompiledHost host, String name) {
        return host.host().aliases().stream()
                .anyMatch(alias -> alias.equals(name)
                        || (alias.startsWith("*.") && name.endsWith(alias.substring(1)))
                        || (alias.endsWith(".*") && name.startsWith(alias.substring(0, alias.length() - 1))));
    }

    private static String nameOf(String authority) {
        String name = authority.substring(0, Router.hostEnd(authority)).toLowerCase(Locale.ROOT);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static String whyNobody(Match match, @Nullable CompiledHost host, PlainRequest request) {
        if (match.response().status() != DirectResponse.NOT_FOUND.status()) {
            return "the path has no single reading, or an encoded slash in it would lead to another route than a plain one";
        }
        if (host == null) {
            return "no host takes " + nameOf(request.authority());
        }
        String name = host.host().host();
        return "no path of host " + (name.isEmpty() ? "*" : name) + " takes it";
    }

    // What becomes of it

    private Explanation.Outcome outcome(PlainRequest request, CompiledRoute winner) {
        FilterRun run = FilterRun.rehearsal(router, winner, request, new HeaderTable(request.headers()));
        CompletableFuture<Optional<DirectResponse>> decision = run.start().toCompletableFuture();
        String filter = run.lastAsked();
        boolean decided = decision.isDone();
        run.end();
        if (!decided) {
            return new Explanation.Outcome.Undecided(filter);
        }
        Optional<DirectResponse> answer = decision.join();
        if (answer.isPresent()) {
            return new Explanation.Outcome.Answer(answer.get(), filter);
        }
        Cluster cluster = winner.cluster();
        if (cluster == null) {
            DirectResponse response = ((RouteAction.Respond) winner.route().action()).response();
            return new Explanation.Outcome.Answer(response, whyOurselves(winner.route(), response));
        }
        List<Endpoint> endpoints = cluster.endpoints().endpoints();
        return new Explanation.Outcome.Forward(cluster.name(), endpoints, run.upstreamTarget(), run.upstreamHost());
    }

    private static String whyOurselves(Route route, DirectResponse response) {
        if (route.ingress().equals(Route.NO_INGRESS)) {
            return "whether requests are served";
        }
        return response.status() == DirectResponse.NOT_FOUND.status()
                ? "the rule has no Service"
                : "the route is closed, since its host or Ingress asks for what nobody applies";
    }

    private List<Diagnostic> remarks(
            PlainRequest request, Explanation.HostChoice choice, CompiledRoute winner, Explanation.Outcome outcome) {
        var ingress = new ResourceId(Kind.INGRESS, winner.route().ingress());
        List<Diagnostic> remarks = new ArrayList<>(written.remarksOn(ingress, Diagnostic.Severity.WARNING));
        Cluster cluster = winner.cluster();
        if (cluster != null
                && outcome instanceof Explanation.Outcome.Forward forward
                && forward.endpoints().isEmpty()) {
            var service = new ResourceId(Kind.SERVICE, cluster.name().service());
            remarks.addAll(written.remarksOn(service, Diagnostic.Severity.NOTE));
        }
        if (choice.reason() != Explanation.HostReason.EXACT_NAME) {
            remarks.addAll(written.notServed(nameOf(request.authority())));
        }
        return remarks;
    }

    // Who lost

    private List<Explanation.RunnerUp> runnersUp(PlainRequest request, CompiledHost host, CompiledRoute winner) {
        List<Explanation.RunnerUp> losers = new ArrayList<>(written.youngerThan(winner.route(), winner.host()));
        String path = Router.normalizedPath(request.target());
        if (path == null) {
            return losers;
        }
        for (CompiledRoute candidate : host.candidates(path)) {
            if (candidate != winner) {
                losers.add(runnerUp(candidate, whyShorter(winner.route(), candidate.route())));
            }
        }
        for (CompiledHost other : router.otherHostsOf(request.authority(), host)) {
            String name = other.host().host();
            for (CompiledRoute candidate : other.candidates(path)) {
                losers.add(runnerUp(
                        candidate,
                        "host " + (name.isEmpty() ? "*" : name) + " is not asked, since "
                                + host.host().host() + " takes the name"));
            }
        }
        return losers;
    }

    private Explanation.RunnerUp runnerUp(CompiledRoute route, String reason) {
        return new Explanation.RunnerUp(
                route.route().ingress(),
                route.host(),
                route.route().match(),
                written.placeOf(route.host(), route.route()),
                reason);
    }

    private static String whyShorter(Route winner, Route loser) {
        RouteMatch won = winner.match();
        RouteMatch lost = loser.match();
        if (won.kind() == RouteMatch.Kind.REGEX) {
            return "it is tried later, expressions going by length";
        }
        if (won.kind() == RouteMatch.Kind.EXACT && lost.kind() == RouteMatch.Kind.PREFIX) {
            return "an exact path wins over a prefix";
        }
        return lost.path().length() < won.path().length() && !won.path().equals(lost.path() + "/")
                ? "its prefix is shorter"
                : "a slash at the end of the prefix decides";
    }
}
