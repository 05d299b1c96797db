/** Where requests can go: clusters and their endpoints. */
@NullMarked
package io.ingress4j.matcher.cluster;

import org.jspecify.annotations.NullMarked;
