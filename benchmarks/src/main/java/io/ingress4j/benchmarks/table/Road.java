package io.ingress4j.benchmarks.table;

import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.StandardFeatures;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.matcher.translate.Translator;
import io.ingress4j.model.EndpointSlice;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.Located;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Origin;
import io.ingress4j.model.PathType;
import io.ingress4j.model.Remarks;
import io.ingress4j.model.Resource;
import io.ingress4j.model.Service;
import io.ingress4j.model.ServicePort;
import io.ingress4j.model.source.ResourceSink;
import io.ingress4j.model.source.ResourceStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The whole road of a change, from what a source tells to the published router: store, resources, translator, router. The
 * steps are those of an engine, on the thread of the caller.
 */
public final class Road {
    private final ResourceStore store = new ResourceStore();
    private final ResourceSink sink = store.sink("benchmark");
    private final Translator translator =
            new Translator(TranslationSettings.builder().build(), StandardFeatures.all(), Set.of());
    private final LiveRouter live = new LiveRouter(Router.empty());
    private final int ingresses;
    private Remarks told = Remarks.none();
    private int turn;

    private Road(int ingresses) {
        this.ingresses = ingresses;
    }

    /** Returns the objects of so many Ingresses: each has a host of three paths, a Service and a slice of its own. */
    public static List<Located> objects(int ingresses) {
        List<Located> objects = new ArrayList<>();
        for (int i = 0; i < ingresses; i++) {
            objects.add(located(ingress(i, "/api/v1")));
            objects.add(
                    located(Service.of("team-" + i % 100, "service-" + i, new ServicePort("http", 80, "web", "TCP"))));
            objects.add(located(slice(i, "10.0.0.1")));
        }
        return objects;
    }

    /** Returns a road that all of {@code objects} have come. */
    public static Road of(int ingresses, List<Located> objects) {
        var road = new Road(ingresses);
        road.sink.replaceAll(objects);
        road.follow();
        return road;
    }

    private static Located located(Resource resource) {
        return new Located(resource, Origin.NONE);
    }

    private static Ingress ingress(int i, String path) {
        return builder(i, path).build();
    }

    private static Ingress.Builder builder(int i, String path) {
        String host = "host-" + i + ".apps.example.com";
        String service = "service-" + i;
        return Ingress.builder("team-" + i % 100, "ingress-" + i)
                .annotation("nginx.ingress.kubernetes.io/proxy-read-timeout", "30")
                .path(host, "/", PathType.PREFIX, service, 80)
                .path(host, path, PathType.PREFIX, service, 80)
                .path(host, "/healthz", PathType.EXACT, service, 80);
    }

    private static EndpointSlice slice(int i, String address) {
        return new EndpointSlice(
                new ObjectKey("team-" + i % 100, "service-" + i + "-1"),
                "service-" + i,
                "IPv4",
                List.of(new EndpointSlice.Port("http", 8080, "TCP")),
                List.of(EndpointSlice.Endpoint.ready(address)));
    }

    /** Changes a path of one Ingress after another. */
    public Router changeIngress() {
        turn++;
        return tell(ingress((int) (turn * 7919L % ingresses), "/api/changed-" + turn));
    }

    /** Changes the address of one slice after another. */
    public Router changeEndpoints() {
        turn++;
        return tell(slice(
                (int) (turn * 7919L % ingresses),
                "10." + turn / 40_000 % 200 + "." + turn / 200 % 200 + "." + turn % 200));
    }

    /** Changes what there is to say about one Ingress after another and no route; returns how many remarks came. */
    public int changeRemark() {
        turn++;
        Remarks before = told;
        tell(builder((int) (turn * 7919L % ingresses), "/api/v1")
                .annotation("nginx.ingress.kubernetes.io/enable-access-log", "" + turn)
                .build());
        return told.since(before).came().size();
    }

    private Router tell(Resource changed) {
        sink.update(List.of(located(changed)), List.of());
        return follow();
    }

    private Router follow() {
        store.take().ifPresent(change -> {
            Translator.Result result = translator.translate(change.resources(), change.changed());
            if (!result.changedHosts().isEmpty()) {
                live.publish(live.current()
                        .with(result.snapshot(), result.changedHosts(), StandardFeatures.all(), translator::cluster));
            }
        });
        told = translator.remarks();
        return live.current();
    }

    /** Returns how many hosts were translated since the beginning. */
    public long hostsTranslated() {
        return translator.hostsTranslated();
    }

    /** Returns the newest router. */
    public Router router() {
        return live.current();
    }
}
