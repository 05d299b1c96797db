/** The routing table as plain comparable data. */
@NullMarked
package io.ingress4j.matcher.route;

import org.jspecify.annotations.NullMarked;
