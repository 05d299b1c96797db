/**
 * Says to a live cluster what became of its Ingresses: where they are served, in {@code status.loadBalancer}, and what there
 * is to remark about them, as Events. Of several replicas one speaks, the holder of a Lease.
 *
 * <p><b>Errors.</b> Whatever the API server fails to answer is tried again after two seconds, and what it refuses after half a
 * minute; meanwhile other namespaces go on, and serving does not depend on it. A missing permission is one line in the log,
 * with the rule that gives it. Of more than 10,000 remarks the oldest become no Events, and the log
 * says so.
 *
 * <p><b>Others.</b> Nothing is written without the version that was read before, and nothing is taken back: an Ingress that
 * is served no more, or by nobody since the process ended, keeps its addresses until somebody else writes others.
 */
@NullMarked
package io.ingress4j.source.k8s.status;

import org.jspecify.annotations.NullMarked;
