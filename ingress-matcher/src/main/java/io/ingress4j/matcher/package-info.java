/** Decides which Service gets a request. */
@NullMarked
package io.ingress4j.matcher;

import org.jspecify.annotations.NullMarked;
