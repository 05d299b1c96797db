/** Guards of the plan that the compiler does not know of; the tests of every module use them. */
@NullMarked
package io.ingress4j.model.guard;

import org.jspecify.annotations.NullMarked;
