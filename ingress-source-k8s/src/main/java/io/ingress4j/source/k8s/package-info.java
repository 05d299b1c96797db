/** What a live cluster says; its source is still to come. */
@NullMarked
package io.ingress4j.source.k8s;

import org.jspecify.annotations.NullMarked;
