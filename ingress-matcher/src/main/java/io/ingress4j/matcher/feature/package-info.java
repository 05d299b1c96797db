/** What an Ingress author can ask for: features, their policies and filters. */
@NullMarked
package io.ingress4j.matcher.feature;

import org.jspecify.annotations.NullMarked;
