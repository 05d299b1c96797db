/** Tells what manifests on disk say, and follows their changes. */
@NullMarked
package io.ingress4j.source.file;

import org.jspecify.annotations.NullMarked;
