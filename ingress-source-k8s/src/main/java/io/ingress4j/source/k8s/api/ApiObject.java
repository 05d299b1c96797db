package io.ingress4j.source.k8s.api;

import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.manifest.ManifestNode;

/**
 * An object as the API server showed it.
 *
 * @param key its namespace and name
 * @param version its {@code metadata.resourceVersion}, which means nothing but same or not
 * @param tree the object, without {@code metadata.managedFields}, and without {@code status} where nobody reads it
 */
public record ApiObject(ObjectKey key, String version, ManifestNode.Mapping tree) {}
