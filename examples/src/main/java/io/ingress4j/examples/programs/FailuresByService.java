package io.ingress4j.examples.programs;

import io.ingress4j.proxy.netty.observe.EndReason;
import io.ingress4j.proxy.netty.observe.ExchangeEvent;
import io.ingress4j.proxy.netty.observe.ProxyObserver;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the exchanges that failed for a reason on the service's side, by port of a Service. */
public final class FailuresByService implements ProxyObserver {
    // tag::embedding
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

    @Override
    public void exchangeEnded(ExchangeEvent exchange) {
        if (exchange.reason().side() == EndReason.Side.UPSTREAM) {
            exchange.service()
                    .ifPresent(service -> failures.computeIfAbsent(service.toString(), name -> new LongAdder())
                            .increment());
        }
    }
    // end::embedding

    /** Makes a counter at zero. */
    public FailuresByService() {}

    /** Returns the failures so far. */
    public Map<String, Long> failures() {
        Map<String, Long> now = new TreeMap<>();
        failures.forEach((service, count) -> now.put(service, count.sum()));
        return now;
    }
}
