/**
 * Meters of a proxy for Micrometer, which is optional: who does not use this package needs none of its jars.
 *
 * <p><b>Bound.</b> The number of series does not grow with the number of Ingresses: the first so many pairs of Ingress and
 * Service have meters of their own, all others share one; those of pairs that are gone become free again.
 *
 * <p><b>Cost.</b> Meters are looked up when a pair is first seen and kept; an exchange takes one look into a table and three
 * sums, and no lock.
 */
@NullMarked
package io.ingress4j.proxy.netty.metrics;

import org.jspecify.annotations.NullMarked;
