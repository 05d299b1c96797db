/**
 * TLS towards clients: which certificate a server name is shown, and with which settings.
 *
 * <p><b>Road.</b> {@link io.ingress4j.proxy.netty.tls.TlsContexts} makes one context for each certificate of the routing
 * table before the table goes live, and asks the newest table at each handshake. A name that no certificate is for is
 * shown the default one: that of {@link io.ingress4j.proxy.netty.tls.CertificateFiles}, or a
 * {@link io.ingress4j.proxy.netty.tls.SelfMadeCertificate}.
 *
 * <p><b>Errors.</b> A certificate that cannot be served is logged once, and its names are shown the default one; all
 * other names are not concerned. A client that speaks no TLS, asks for TLS 1.1 or less, renegotiates, is silent for too
 * long or sends too long a hello loses its connection.
 */
@NullMarked
package io.ingress4j.proxy.netty.tls;

import org.jspecify.annotations.NullMarked;
