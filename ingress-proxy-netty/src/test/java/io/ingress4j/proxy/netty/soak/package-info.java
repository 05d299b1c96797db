/** Many clients and a service that does all there is to do wrong, at the same time and for as long as one likes. */
@NullMarked
package io.ingress4j.proxy.netty.soak;

import org.jspecify.annotations.NullMarked;
