package io.ingress4j.proxy.netty.observe;

/**
 * When an exchange reached its stages, in nanoseconds since its head was read; -1 for a stage that it did not reach.
 *
 * @param decidedNanos when route and steps had decided what becomes of the request
 * @param connectedNanos when the upstream connection was there that the response came from, or that was tried last
 * @param headNanos when the head of the response was there, the upstream's or our own
 * @param endNanos when the exchange was over: its last byte written, or its connection cut; the client may still have to take
 *     up to 64 KiB then
 */
public record Stages(long decidedNanos, long connectedNanos, long headNanos, long endNanos) {}
