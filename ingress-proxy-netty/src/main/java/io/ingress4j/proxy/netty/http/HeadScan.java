package io.ingress4j.proxy.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Reads the bytes of request heads as they arrive, ahead of Netty's decoder, and holds them to the letter of RFC 9112,
 * sections 2 to 5: lines end with CR LF, one space stands after the method and one after the target, the target is visible
 * ASCII, names are tokens with the colon right behind them, no line is folded, no value holds a control character. What
 * Netty repairs, and that differs from version to version, never gets as far as being repaired.
 */
final class HeadScan implements ByteProcessor {
    private static final long HTTP_1_0 = 0x485454502f312e30L;
    private static final long HTTP_1_1 = 0x485454502f312e31L;
    private static final long NAME_AND_SLASH = 0x485454502f000000L;
    private static final int MAX_BLANK_LINES = 8;
    private static final String CONTENT_LENGTH = "content-length";
    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (int c = '!'; c < 127; c++) {
            TOKEN[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
        }
    }

    private enum Place {
        BLANK,
        BLANK_LF,
        METHOD,
        TARGET_START,
        TARGET,
        VERSION,
        LINE_LF,
        FIELD,
        NAME,
        VALUE,
        END_LF,
        DONE
    }

    private Place place = Place.BLANK;
    private long version;
    private int versionLength;
    private int blankLines;
    private int nameMatched;
    private int contentLengths;
    private int status;
    private int scanned;

    /** Makes a scan that expects the first byte of a head. */
    HeadScan() {}

    /** Returns whether the first byte of a head was read and its last was not. */
    boolean isWithinHead() {
        return place != Place.BLANK && place != Place.BLANK_LF && place != Place.DONE;
    }

    /**
     * Reads on, up to the end of a head or of the bytes, whichever comes first; what was read before is not read again.
     *
     * @return the status to refuse the request with, or 0 as long as there is nothing to say against it
     */
    int scan(ByteBuf in) {
        int from = in.readerIndex() + scanned;
        if (status == 0 && place != Place.DONE && from < in.writerIndex()) {
            int stop = in.forEachByte(from, in.writerIndex() - from, this);
            scanned = (stop < 0 ? in.writerIndex() : stop + 1) - in.readerIndex();
        }
        return status;
    }

    /** Hears how many bytes left the buffer at its front. */
    void consumed(int bytes) {
        scanned = Math.max(0, scanned - bytes);
    }

    /** Expects the first byte of the next head. */
    void restart() {
        place = Place.BLANK;
        version = 0;
        versionLength = 0;
        blankLines = 0;
        contentLengths = 0;
    }

    @Override
    public boolean process(byte value) {
        int c = value & 0xff;
        place = switch (place) {
            case BLANK -> c == '\r' ? Place.BLANK_LF : isToken(c) ? Place.METHOD : fault();
            case BLANK_LF -> c == '\n' && ++blankLines <= MAX_BLANK_LINES ? Place.BLANK : fault();
            case METHOD -> isToken(c) ? Place.METHOD : c == ' ' ? Place.TARGET_START : fault();
            case TARGET_START -> isVisible(c) ? Place.TARGET : fault();
            case TARGET -> isVisible(c) ? Place.TARGET : c == ' ' ? Place.VERSION : fault();
            case VERSION -> c == '\r' ? endOfRequestLine() : isVisible(c) ? versionByte(c) : fault();
            case LINE_LF -> c == '\n' ? Place.FIELD : fault();
            case FIELD -> c == '\r' ? Place.END_LF : isToken(c) ? nameByte(c, 0) : fault();
            case NAME -> isToken(c) ? nameByte(c, nameMatched) : c == ':' ? endOfName() : fault();
            case VALUE -> c == '\r' ? Place.LINE_LF : c >= ' ' && c != 127 || c == '\t' ? Place.VALUE : fault();
            case END_LF -> c == '\n' ? Place.DONE : fault();
            case DONE -> Place.DONE;
        };
        return status == 0 && place != Place.DONE;
    }

    private Place fault() {
        status = 400;
        return place;
    }

    private Place nameByte(int c, int matched) {
        boolean matches =
                matched >= 0 && matched < CONTENT_LENGTH.length() && CONTENT_LENGTH.charAt(matched) == (c | 32);
        nameMatched = matches ? matched + 1 : -1;
        return Place.NAME;
    }

    /** A second length is counted here: to HTTP/1.0 Netty applies the first and drops the others. */
    private Place endOfName() {
        boolean second = nameMatched == CONTENT_LENGTH.length() && ++contentLengths > 1;
        return second ? fault() : Place.VALUE;
    }

    private Place versionByte(int c) {
        version = version << 8 | c;
        return ++versionLength <= 8 ? Place.VERSION : fault();
    }

    private Place endOfRequestLine() {
        if (versionLength == 8 && (version == HTTP_1_1 || version == HTTP_1_0)) {
            return Place.LINE_LF;
        }
        status = versionLength == 8 && isOtherVersion() ? 505 : 400;
        return place;
    }

    private boolean isOtherVersion() {
        return (version & 0xffffffffff000000L) == NAME_AND_SLASH
                && isDigit(version >> 16 & 0xff)
                && (version >> 8 & 0xff) == '.'
                && isDigit(version & 0xff);
    }

    private static boolean isDigit(long c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isVisible(int c) {
        return c > ' ' && c < 127;
    }

    private static boolean isToken(int c) {
        return c < 128 && TOKEN[c];
    }
}
