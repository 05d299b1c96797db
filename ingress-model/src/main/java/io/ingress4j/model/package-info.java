/** What the cluster says: the Kubernetes objects that matter to an Ingress, as immutable records equal by value. */
@NullMarked
package io.ingress4j.model;

import org.jspecify.annotations.NullMarked;
