package io.ingress4j.source.k8s;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Kind;
import io.ingress4j.model.Located;
import io.ingress4j.model.Origin;
import io.ingress4j.model.Resource;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.manifest.ManifestReader;
import io.ingress4j.source.k8s.api.ApiObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was read of an object.
 *
 * @param id what it is
 * @param resource the object, or nothing where it makes no sense
 * @param remarks what is wrong with it
 */
record Reading(ResourceId id, Optional<Resource> resource, List<Diagnostic> remarks) {
    static final String SOURCE = "cluster";
    private static final Origin ORIGIN = new Origin(SOURCE, 0, Map.of());

    static Reading of(ApiObject object, Kind kind) {
        ManifestReader.Result result = ManifestReader.read(object.tree(), SOURCE);
        var id = new ResourceId(kind, object.key());
        Optional<Resource> resource = result.objects().stream()
                .map(Located::resource)
                .filter(read -> read.id().equals(id))
                .findFirst();
        return new Reading(id, resource, result.diagnostics());
    }

    Optional<Located> located() {
        return resource.map(read -> new Located(read, ORIGIN));
    }
}
