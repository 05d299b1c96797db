/** What matching, translating and forwarding cost. Each class asks one question and goes through the public API. */
@NullMarked
package io.ingress4j.benchmarks;

import org.jspecify.annotations.NullMarked;
