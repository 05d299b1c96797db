/** The command line, and small programs that show how to build on the library. */
@NullMarked
package io.ingress4j.examples;

import org.jspecify.annotations.NullMarked;
