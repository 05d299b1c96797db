/**
 * What {@code serve} tells a scraper: the meters of the proxy, and with them those of the engine, the watches of a cluster, the
 * certificates and the JVM. They live here since no published module knows both the engine and a source.
 */
@NullMarked
package io.ingress4j.examples.metrics;

import org.jspecify.annotations.NullMarked;
