/** Data structures for hosts and paths that have never heard of Ingress. */
@NullMarked
package io.ingress4j.matcher.trie;

import org.jspecify.annotations.NullMarked;
