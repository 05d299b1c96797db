/** From objects to the routing table, redoing only the hosts that a change touches. */
@NullMarked
package io.ingress4j.matcher.translate;

import org.jspecify.annotations.NullMarked;
