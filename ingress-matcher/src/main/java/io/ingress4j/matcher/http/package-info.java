/** Views of requests and responses that a data plane puts over its own objects; nothing is copied. */
@NullMarked
package io.ingress4j.matcher.http;

import org.jspecify.annotations.NullMarked;
