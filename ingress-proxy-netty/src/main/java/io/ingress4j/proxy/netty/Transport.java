package io.ingress4j.proxy.netty;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * How sockets are driven.
 *
 * @param name its name in logs
 * @param handlers what drives the sockets of an event loop
 * @param servers makes channels that accept
 * @param sockets makes channels that carry bytes
 */
record Transport(
        String name,
        IoHandlerFactory handlers,
        ChannelFactory<? extends ServerSocketChannel> servers,
        ChannelFactory<? extends SocketChannel> sockets) {

    /** Returns the fastest transport of this process: epoll where its native library is present, the JDK's otherwise. */
    static Transport best() {
        return hasEpoll() ? epoll() : nio();
    }

    /** Returns the transport of the JDK. */
    static Transport nio() {
        return new Transport("NIO", NioIoHandler.newFactory(), NioServerSocketChannel::new, NioSocketChannel::new);
    }

    /**
     * Returns the transport that event loops of somebody else drive.
     *
     * @throws IllegalArgumentException if it is none that this proxy knows
     */
    static Transport of(EventLoopGroup loops) {
        if (loops instanceof IoEventLoopGroup group) {
            if (group.isIoType(NioIoHandler.class)) {
                return nio();
            }
            if (hasEpoll() && group.isIoType(EpollIoHandler.class)) {
                return epoll();
            }
        }
        throw new IllegalArgumentException("eventLoops: " + loops.getClass().getName()
                + " (expected: a MultiThreadIoEventLoopGroup with NioIoHandler or EpollIoHandler)");
    }

    private static Transport epoll() {
        return new Transport(
                "epoll", EpollIoHandler.newFactory(), EpollServerSocketChannel::new, EpollSocketChannel::new);
    }

    private static boolean hasEpoll() {
        try {
            return Epoll.isAvailable();
        } catch (NoClassDefFoundError | UnsatisfiedLinkError e) { // its jars are optional
            return false;
        }
    }
}
