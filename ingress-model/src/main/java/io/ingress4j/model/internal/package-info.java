/** Immutable structures that share what did not change; for the matcher only. */
@NullMarked
package io.ingress4j.model.internal;

import org.jspecify.annotations.NullMarked;
