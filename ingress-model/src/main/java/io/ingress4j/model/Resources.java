package io.ingress4j.model;

import io.ingress4j.model.internal.PersistentMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every object that matters, frozen at one moment. A change makes a new one that shares all that did not change.
 * Immutable, for any thread.
 */
public final class Resources {
    private static final Resources EMPTY = new Resources(PersistentMap.empty(), PersistentMap.empty());

    private final PersistentMap<ResourceId, Resource> objects;
    private final PersistentMap<ObjectKey, List<EndpointSlice>> slices;

    private Resources(
            PersistentMap<ResourceId, Resource> objects, PersistentMap<ObjectKey, List<EndpointSlice>> slices) {
        this.objects = objects;
        this.slices = slices;
    }

    /** Returns the state in which nobody has told anything. */
    public static Resources empty() {
        return EMPTY;
    }

    /** Returns this state with {@code resource} added or replaced. */
    public Resources with(Resource resource) {
        var base = without(resource.id());
        var newSlices = base.slices;
        if (resource instanceof EndpointSlice slice) {
            List<EndpointSlice> list = new ArrayList<>(base.slicesOf(slice.serviceKey()));
            list.add(slice);
            newSlices = newSlices.with(slice.serviceKey(), List.copyOf(list));
        }
        return new Resources(base.objects.with(resource.id(), resource), newSlices);
    }

    /** Returns this state with many resources added or replaced, at most one of each key; quicker than one by one. */
    public Resources withAll(Collection<? extends Resource> resources) {
        PersistentMap.Builder<ResourceId, Resource> newObjects = objects.toBuilder();
        Map<ObjectKey, List<EndpointSlice>> ofServices = new HashMap<>();
        for (Resource resource : resources) {
            ResourceId id = resource.id();
            if (resource instanceof EndpointSlice slice) {
                if (objects.get(id) instanceof EndpointSlice old) {
                    ofServices
                            .computeIfAbsent(old.serviceKey(), s -> new ArrayList<>(slicesOf(s)))
                            .remove(old);
                }
                ofServices
                        .computeIfAbsent(slice.serviceKey(), s -> new ArrayList<>(slicesOf(s)))
                        .add(slice);
            }
            newObjects.put(id, resource);
        }
        PersistentMap.Builder<ObjectKey, List<EndpointSlice>> newSlices = slices.toBuilder();
        ofServices.forEach((service, list) -> {
            if (list.isEmpty()) {
                newSlices.remove(service);
            } else {
                newSlices.put(service, List.copyOf(list));
            }
        });
        return new Resources(newObjects.build(), newSlices.build());
    }

    /** Returns this state without an object. */
    public Resources without(ResourceId id) {
        Resource old = objects.get(id);
        if (old == null) {
            return this;
        }
        var newSlices = slices;
        if (old instanceof EndpointSlice slice) {
            List<EndpointSlice> list = new ArrayList<>(slicesOf(slice.serviceKey()));
            list.remove(slice);
            newSlices = list.isEmpty()
                    ? slices.without(slice.serviceKey())
                    : slices.with(slice.serviceKey(), List.copyOf(list));
        }
        return new Resources(objects.without(id), newSlices);
    }

    /** Returns an object, or nothing. */
    public Optional<Resource> find(ResourceId id) {
        return Optional.ofNullable(objects.get(id));
    }

    /** Returns an Ingress, or nothing. */
    public Optional<Ingress> ingress(ObjectKey key) {
        return find(new ResourceId(Kind.INGRESS, key)).map(Ingress.class::cast);
    }

    /** Returns an IngressClass, or nothing. */
    public Optional<IngressClass> ingressClass(String name) {
        return find(new ResourceId(Kind.INGRESS_CLASS, new ObjectKey("", name))).map(IngressClass.class::cast);
    }

    /** Returns a Service, or nothing. */
    public Optional<Service> service(ObjectKey key) {
        return find(new ResourceId(Kind.SERVICE, key)).map(Service.class::cast);
    }

    /** Returns a Secret, or nothing. */
    public Optional<Secret> secret(ObjectKey key) {
        return find(new ResourceId(Kind.SECRET, key)).map(Secret.class::cast);
    }

    /** Returns a ConfigMap, or nothing. */
    public Optional<ConfigMap> configMap(ObjectKey key) {
        return find(new ResourceId(Kind.CONFIG_MAP, key)).map(ConfigMap.class::cast);
    }

    /** Returns the slices of a Service; possibly none. */
    public List<EndpointSlice> slicesOf(ObjectKey service) {
        List<EndpointSlice> found = slices.get(service);
        return found == null ? List.of() : found;
    }

    /** Returns every object of a type; the work is proportional to all objects. */
    public <R extends Resource> List<R> all(Class<R> type) {
        List<R> found = new ArrayList<>();
        objects.forEach((id, resource) -> {
            if (type.isInstance(resource)) {
                found.add(type.cast(resource));
            }
        });
        return found;
    }

    /** Returns how many objects there are. */
    public int size() {
        return objects.size();
    }
}
