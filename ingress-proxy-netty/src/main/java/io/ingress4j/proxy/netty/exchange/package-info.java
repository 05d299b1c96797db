/**
 * One request and its response, in whatever protocol. Each direction is a head, informational heads before it, data,
 * trailers and one end. Trailers of a response are passed on to a client that says that it takes them; trailers of a
 * request are checked and stay behind, since no upstream of an Ingress can have said that it wants them. What ends first decides what becomes of the other side:
 *
 * <table>
 * <caption>Ends</caption>
 * <tr><th>What ends</th><th>Before the head of the response</th><th>After it</th></tr>
 * <tr><td>the client goes away</td><td>the attempt is cancelled</td><td>the upstream connection is closed</td></tr>
 * <tr><td>the request cannot be read further</td><td>400</td><td>both are cut</td></tr>
 * <tr><td>the client sends nothing more of a body</td><td>408</td><td>both are cut</td></tr>
 * <tr><td>the body passes its limit</td><td>413</td><td>both are cut</td></tr>
 * <tr><td>no connection</td><td>next endpoint, then 502, or 504 where time ran out</td><td></td></tr>
 * <tr><td>the upstream closes</td><td>another attempt where the request is idempotent and its body was kept, or where
 *     the socket took none of it; then 502</td><td>the client is cut</td></tr>
 * <tr><td>the upstream sends what is no response</td><td>502</td><td>the client is cut</td></tr>
 * <tr><td>the upstream does not read or write in time</td><td>504</td><td>both are cut</td></tr>
 * <tr><td>the client does not read in time</td><td></td><td>both are cut</td></tr>
 * <tr><td>either side of a tunnel</td><td></td><td>half-close is passed on; the other side ends in bounded time</td></tr>
 * </table>
 */
@NullMarked
package io.ingress4j.proxy.netty.exchange;

import org.jspecify.annotations.NullMarked;
