/** Lists and watches the objects of a live cluster that matter to an Ingress, and tells them to a sink. */
@NullMarked
package io.ingress4j.source.k8s;

import org.jspecify.annotations.NullMarked;
