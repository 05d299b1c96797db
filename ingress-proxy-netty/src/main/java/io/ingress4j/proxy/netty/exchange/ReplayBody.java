package io.ingress4j.proxy.netty.exchange;

import io.ingress4j.proxy.netty.upstream.UpstreamConnection;
import io.ingress4j.proxy.netty.upstream.UpstreamLoop;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** What was read of a request body, kept for a second attempt as long as it is short and the event loop's budget lasts. */
final class ReplayBody {
    private static final int MAX_BYTES = 64 << 10;
    private static final int MIN_PART_BYTES = 256; // what a part costs at least, however short it is

    private final UpstreamLoop loop;
    private final List<ByteBuf> parts = new ArrayList<>(4); // kept across turns of the event loop; freed by release
    private int bytes;
    private boolean complete = true;

    ReplayBody(UpstreamLoop loop) {
        this.loop = loop;
    }

    /** Keeps another reference to data; the caller's stays its own. */
    void add(ByteBuf data) {
        int length = Math.max(MIN_PART_BYTES, data.readableBytes());
        if (!complete) {
            return;
        }
        if (bytes + length > MAX_BYTES || !loop.takeReplay(length)) {
            release();
            complete = false;
            return;
        }
        bytes += length;
        parts.add(data.retainedDuplicate());
    }

    /** Returns whether all that was read is here. */
    boolean isComplete() {
        return complete;
    }

    void writeTo(UpstreamConnection connection) {
        for (ByteBuf part : parts) {
            connection.writeData(part.retainedDuplicate());
        }
    }

    void release() {
        parts.forEach(ByteBuf::release);
        parts.clear();
        loop.giveReplay(bytes);
        bytes = 0;
    }
}
