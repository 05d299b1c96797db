/** What can be seen of a proxy from outside: one event at the end of each exchange, and events of connections. */
@NullMarked
package io.ingress4j.proxy.netty.observe;

import org.jspecify.annotations.NullMarked;
