/** Who told us: sources push objects into a {@link io.ingress4j.model.source.ResourceSink}, a store gathers and freezes them. */
@NullMarked
package io.ingress4j.model.source;

import org.jspecify.annotations.NullMarked;
