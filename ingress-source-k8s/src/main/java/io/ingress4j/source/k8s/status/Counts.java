package io.ingress4j.source.k8s.status;

import java.util.concurrent.atomic.AtomicLong;

/** What was done so far. */
final class Counts {
    final AtomicLong statuses = new AtomicLong();
    final AtomicLong events = new AtomicLong();
    final AtomicLong failures = new AtomicLong();
}
