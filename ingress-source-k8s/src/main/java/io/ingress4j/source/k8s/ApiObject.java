package io.ingress4j.source.k8s;

import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.manifest.ManifestNode;

/**
 * An object as the API server showed it.
 *
 * @param key its namespace and name
 * @param version its {@code metadata.resourceVersion}, which means nothing but same or not
 * @param tree the object, without {@code status} and {@code metadata.managedFields}
 */
record ApiObject(ObjectKey key, String version, ManifestNode.Mapping tree) {}
