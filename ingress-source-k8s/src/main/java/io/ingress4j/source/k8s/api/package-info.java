/**
 * How the API server is asked, for the source and for what is said back: its connection, lists and watches of objects of one
 * kind, single objects, and what it says where it does not say yes.
 *
 * <p><b>Errors.</b> An {@link io.ingress4j.source.k8s.api.ApiFailure} is every answer that is not yes, and none.
 * {@link io.ingress4j.source.k8s.api.Trouble} says in the log which right is missing and what else fails.
 */
@NullMarked
package io.ingress4j.source.k8s.api;

import org.jspecify.annotations.NullMarked;
