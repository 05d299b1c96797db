/**
 * AssertJ assertions about where requests go, for unit tests of manifests. AssertJ has to be there only for who uses this
 * package.
 */
@NullMarked
package io.ingress4j.matcher.assertj;

import org.jspecify.annotations.NullMarked;
