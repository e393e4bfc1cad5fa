internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

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
    private let isStopped = Atomic(false)

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
            // A client that does not take what is written is slow, however little it is.
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 1, high: 1))
            .childChannelInitializer { [core, connections] channel in
                channel.eventLoop.makeCompletedFuture {
                    try Self.setUp(channel, core, connections)
                }
            }
        do throws(HTTPServerError) {
            listeners = try Self.listen(addresses, bootstrap)
        } catch {
            core.stopThreads()
            try? group.syncShutdownGracefully()
            throw error
        }
        self.addresses = zip(addresses, listeners).map { address, listener in
            Address(host: address.host, port: listener.localAddress?.port ?? address.port)
        }
    }

    /// Listens on all addresses, or on none.
    private static func listen(
        _ addresses: [Address],
        _ bootstrap: ServerBootstrap
    ) throws(HTTPServerError) -> [any Channel] {
        var listeners: [any Channel] = []
        for address in addresses {
            do {
                let listener = bootstrap.bind(host: address.host, port: address.port)
                listeners.append(try listener.wait())
            } catch {
                for listener in listeners { try? listener.close().wait() }
                throw HTTPServerError(address, error)
            }
        }
        return listeners
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
        decoder.maxHeaderFieldSize = core.limits.headBytes
        decoder.maxHeaderListSize = core.limits.headBytes
        decoder.maxHeaderFieldCount = core.limits.headerFields
        var encoder = HTTPResponseEncoder.Configuration()
        // It would end the answer to HEAD as one with a body.
        encoder.automaticallySetFramingHeaders = false
        let pipeline = channel.pipeline.syncOperations
        let clock = ConnectionClock(core.limits)
        try pipeline.addHandler(clock)
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: true,
            withServerUpgrade: WebSocketUpgrade.configuration(core),
            withErrorHandling: false,
            withOutboundHeaderValidation: true,
            withEncoderConfiguration: encoder,
            withDecoderLimitConfiguration: decoder
        )
        try pipeline.addHandler(RefusedUpgradeHandler())
        try pipeline.addHandler(ConnectionHandler(core, clock))
    }

    /// Takes no more connections, lets requests that are being answered end, then closes; returns
    /// when all is done.
    ///
    /// Does nothing the second time.
    package func stop() {
        guard !isStopped.exchange(true, ordering: .relaxed) else { return }
        for listener in listeners { try? listener.close().wait() }
        connections.tellToStop()
        let deadline = ContinuousClock.now + core.limits.stopTime
        while !connections.isEmpty, ContinuousClock.now < deadline { usleep(10_000) }
        connections.closeAll()
        core.stopThreads()
        try? group.syncShutdownGracefully()
    }
}

/// An address that can't be listened on.
package struct HTTPServerError: Error, CustomStringConvertible {
    package let address: HTTPServer.Address
    package let reason: String
    /// Whether this machine has no such address, as one without IPv6 has no `::1`.
    package let isAddressMissing: Bool

    fileprivate init(_ address: HTTPServer.Address, _ error: any Error) {
        self.address = address
        let number = (error as? IOError)?.errnoCode
        reason =
            number.map(Self.message)
            ?? (error is SocketAddressError.UnknownHost
                ? "there is no such address" : String(describing: error))
        isAddressMissing = number == EADDRNOTAVAIL || number == EAFNOSUPPORT
    }

    private static func message(_ number: CInt) -> String {
        if number == EADDRINUSE { return "another program listens there; name another port" }
        return strerror(number).map { String(cString: $0) } ?? "error \(number)"
    }

    package var description: String { "can't listen on \(address.text): \(reason)" }
}
