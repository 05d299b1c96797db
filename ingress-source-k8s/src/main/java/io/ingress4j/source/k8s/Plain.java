package io.ingress4j.source.k8s;

import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.ResourceId;
import io.ingress4j.source.k8s.api.ApiObject;
import io.ingress4j.source.k8s.api.Watch;
import java.util.List;
import java.util.Set;

/**
 * Follows objects that are told as they come.
 *
 * @param kind their kind
 * @param table where they are told
 * @param listed what is done after each complete list
 */
record Plain(Kind kind, Table table, Runnable listed) implements Watch.Follower<Reading> {
    @Override
    public Reading read(ApiObject object) {
        return Reading.of(object, kind);
    }

    @Override
    public void changed(List<Reading> changed, List<ObjectKey> gone) {
        table.tell(changed, gone.stream().map(key -> new ResourceId(kind, key)).toList());
    }

    @Override
    public void listed(Set<ObjectKey> all) {
        listed.run();
    }
}
