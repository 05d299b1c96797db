/**
 * A real API server for tests: etcd and kube-apiserver, which {@code .ci/kubernetes/build} makes, and Pods to send traffic
 * to.
 */
package io.ingress4j.source.k8s.cluster;
