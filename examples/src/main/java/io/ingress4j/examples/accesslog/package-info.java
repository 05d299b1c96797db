/**
 * An access log: a line for each exchange and each refused request, as JSON or in a format of variables with the names that
 * nginx gave them.
 */
@NullMarked
package io.ingress4j.examples.accesslog;

import org.jspecify.annotations.NullMarked;
