package io.ingress4j.benchmarks.table;

import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.Match;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.StandardFeatures;
import io.ingress4j.matcher.route.RouteAction;
import io.ingress4j.matcher.route.RouteMatch;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.matcher.translate.Translator;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Our router over the Ingresses of a table. */
public final class OurFinder implements Finder {
    private final Router router;
    private final Resources resources;

    private OurFinder(Router router, Resources resources) {
        this.router = router;
        this.resources = resources;
    }

    static OurFinder of(Table table) {
        return of(table.ingresses());
    }

    /** Compiles a router of Ingresses, all with the standard features. */
    public static OurFinder of(List<Ingress> ingresses) {
        Resources resources = Resources.empty();
        Set<ResourceId> changed = new HashSet<>();
        for (Ingress ingress : ingresses) {
            resources = resources.with(ingress);
            changed.add(ingress.id());
        }
        var translator = new Translator(TranslationSettings.builder().build(), StandardFeatures.all(), Set.of());
        Translator.Result result = translator.translate(resources, changed);
        Router router = Router.empty()
                .with(result.snapshot(), result.changedHosts(), StandardFeatures.all(), translator::cluster);
        return new OurFinder(router, resources);
    }

    /** Returns the router. */
    public Router router() {
        return router;
    }

    /** Returns the objects that it was made of. */
    public Resources resources() {
        return resources;
    }

    @Override
    public Object find(Object request) {
        Request asked = (Request) request;
        return router.match(asked.host(), asked.path());
    }

    @Override
    public @Nullable Rule ruleOf(@Nullable Object answer) {
        CompiledRoute found = answer == null ? null : ((Match) answer).route();
        if (found == null || found.route().action() instanceof RouteAction.Respond) {
            return null;
        }
        RouteMatch match = found.route().match();
        String number = found.route().ingress().name().replace("ingress-", "");
        return new Rule(found.host(), match.kind() == RouteMatch.Kind.EXACT, match.path(), Integer.parseInt(number));
    }
}
