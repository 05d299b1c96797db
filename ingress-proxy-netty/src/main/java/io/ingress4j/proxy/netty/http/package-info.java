/** HTTP/1 as bytes: decoding held to the letter, the guard, and heads written anew. Nothing received is copied through. */
@NullMarked
package io.ingress4j.proxy.netty.http;

import org.jspecify.annotations.NullMarked;
