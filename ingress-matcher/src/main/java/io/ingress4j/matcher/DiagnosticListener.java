package io.ingress4j.matcher;

import io.ingress4j.model.Diagnostic;
import java.util.List;

/** Hears which remarks of sources, translation and data planes come and go. */
@FunctionalInterface
public interface DiagnosticListener {

    /**
     * Hears how the remarks differ from those of the call before; the first call has all of them. It comes on the
     * configuration thread, and the work before it grows with what differs.
     *
     * @param came remarks that hold from now on, with the place in the file where that is known
     * @param gone remarks that hold no more, since what they were about is mended or gone
     */
    void changed(List<Diagnostic> came, List<Diagnostic> gone);
}
