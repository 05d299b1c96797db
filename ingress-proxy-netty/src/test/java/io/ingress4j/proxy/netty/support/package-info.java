/** Real clients and upstreams for tests that say each byte themselves, and a proxy between them. */
@NullMarked
package io.ingress4j.proxy.netty.support;

import org.jspecify.annotations.NullMarked;
