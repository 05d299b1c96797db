/**
 * One table of routes and its traffic, and who can answer it: our router, those of frameworks, and what one would write at
 * home.
 */
@NullMarked
package io.ingress4j.benchmarks.table;

import org.jspecify.annotations.NullMarked;
