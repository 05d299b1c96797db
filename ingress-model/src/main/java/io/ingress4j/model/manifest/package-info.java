/** From a tree of nodes, as YAML and JSON parsers yield it, to records; one grammar for every source. */
@NullMarked
package io.ingress4j.model.manifest;

import org.jspecify.annotations.NullMarked;
