package io.ingress4j.proxy.netty.config;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A listener whose address cannot be bound. The message names the address and the reason. */
public final class ListenException extends UncheckedIOException {
    private static final long serialVersionUID = 1;

    private final transient Listener listener;

    /** Makes an exception for {@code listener}. */
    public ListenException(Listener listener, Throwable cause) {
        super(new IOException(listener + ": " + cause.getMessage(), cause));
        this.listener = listener;
    }

    /** Returns the listener. */
    public Listener listener() {
        return listener;
    }
}
