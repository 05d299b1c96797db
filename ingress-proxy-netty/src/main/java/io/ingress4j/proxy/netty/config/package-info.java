/** Settings of a proxy that are more than one value. */
@NullMarked
package io.ingress4j.proxy.netty.config;

import org.jspecify.annotations.NullMarked;
