internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// A server that listens on addresses of this machine.
package final class HTTPServer: Sendable {
    /// Where a server listens.
    package struct Address: Sendable, Hashable {
        package var host: String
        package var port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    private let core: ServerCore
    private let group: MultiThreadedEventLoopGroup
    private let listeners: [any Channel]
    private let connections = ConnectionList()

    /// Where it listens, with the ports that the system has chosen.
    package let addresses: [Address]

    /// Starts to listen.
    ///
    /// - Throws: An ``HTTPServerError`` if none of the addresses can be had.
    package init(
        _ addresses: [Address],
        admission: Admission,
        limits: ServerLimits = ServerLimits(),
        accessLog: AccessLog? = nil
    ) throws {
        core = ServerCore(admission, limits, accessLog)
        group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { [core, connections] channel in
                channel.eventLoop.makeCompletedFuture {
                    try Self.setUp(channel, core, connections)
                }
            }
        listeners = try addresses.map { address in
            do {
                return try bootstrap.bind(host: address.host, port: address.port).wait()
            } catch {
                throw HTTPServerError(address: address, reason: String(describing: error))
            }
        }
        self.addresses = zip(addresses, listeners).map { address, listener in
            Address(host: address.host, port: listener.localAddress?.port ?? address.port)
        }
    }

    private static func setUp(
        _ channel: any Channel,
        _ core: ServerCore,
        _ connections: ConnectionList
    ) throws {
        guard core.addConnection() else {
            core.removeConnection()
            channel.close(promise: nil)
            return
        }
        connections.add(channel)
        channel.closeFuture.whenComplete { _ in
            core.removeConnection()
            connections.remove(channel)
        }
        var decoder = NIOHTTPDecoderLimitConfiguration()
        decoder.maxHeaderFieldSize = core.limits.headerBytes
        decoder.maxHeaderListSize = core.limits.headerBytes
        decoder.maxHeaderFieldCount = core.limits.headerFields
        let pipeline = channel.pipeline.syncOperations
        let clock = ConnectionClock(core.limits)
        try pipeline.addHandler(clock)
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: true,
            withErrorHandling: false,
            withOutboundHeaderValidation: true,
            withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: decoder
        )
        try pipeline.addHandler(ConnectionHandler(core, clock))
    }

    /// Takes no more connections, lets requests that are being answered end, then closes; returns
    /// when all is done.
    package func stop() {
        for listener in listeners { try? listener.close().wait() }
        connections.tellToStop()
        let deadline = ContinuousClock.now + core.limits.stopTime
        while !connections.isEmpty, ContinuousClock.now < deadline { usleep(10_000) }
        connections.closeAll()
        try? group.syncShutdownGracefully()
        core.queryThreads.stop()
    }
}

/// An address that can't be listened on.
package struct HTTPServerError: Error, CustomStringConvertible {
    package let address: HTTPServer.Address
    package let reason: String

    package var description: String {
        "can't listen on \(address.host):\(address.port): \(reason)"
    }
}
