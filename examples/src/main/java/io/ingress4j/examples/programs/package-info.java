/** Small programs that show how to build on the library; each is run by a test. */
@NullMarked
package io.ingress4j.examples.programs;

import org.jspecify.annotations.NullMarked;
