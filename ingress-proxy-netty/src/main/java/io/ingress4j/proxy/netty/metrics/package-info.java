/**
 * Meters of a proxy for Micrometer, which is optional: who does not use this package needs none of its jars.
 *
 * <p><b>Bound.</b> The number of series does not grow with the number of Ingresses: the first so many pairs of Ingress and
 * Service, in the order of their names, have meters of their own, all others share. The choice rests on the routing table alone,
 * so all replicas of a proxy make the same one, and it follows the table: a pair that goes leaves its place to the next.
 *
 * <p><b>Cost.</b> Meters are made when they are first needed, and kept; an exchange takes a look for its Ingress and one for its
 * Service, four sums, and no lock.
 */
@NullMarked
package io.ingress4j.proxy.netty.metrics;

import org.jspecify.annotations.NullMarked;
