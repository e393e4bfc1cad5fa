internal import NIOCore
internal import NIOHTTP1
internal import NIOWebSocket

/// Makes a WebSocket of a connection whose first request asks for one.
///
/// A request that is refused is passed on, and answered as any other.
enum WebSocketUpgrade {
    static func configuration(_ server: ServerCore) -> NIOHTTPServerUpgradeConfiguration {
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, head in
                let isAdmitted = Self.session(head, channel, server) != nil
                return channel.eventLoop.makeSucceededFuture(isAdmitted ? HTTPHeaders() : nil)
            },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    guard let session = Self.session(head, channel, server) else {
                        throw ChannelError.operationUnsupported
                    }
                    try setUp(channel, session, server)
                    server.log(
                        of: head,
                        client: channel.remoteAddress?.addressText,
                        status: 101,
                        byteCount: 0
                    )
                }
            }
        )
        return (upgraders: [upgrader], completionHandler: { _ in })
    }

    private static func session(
        _ head: HTTPRequestHead,
        _ channel: any Channel,
        _ server: ServerCore
    ) -> WebSocketHandler.Session? {
        let fields = HTTPFields(head.headers.map { ($0.name, $0.value) })
        let method = HTTPMethod(head.method.rawValue)
        guard method == .get, head.headers["content-length"].isEmpty,
            head.headers["transfer-encoding"].isEmpty,
            case .answer(let request) = server.admission.verdict(
                method,
                head.uri,
                fields,
                localAddress: channel.localAddress?.hostText
            ),
            let run = try? request.route.openWebSocket?(request.request)
        else { return nil }
        return WebSocketHandler.Session(cancellation: request.request.cancellation, run: run)
    }

    private static func setUp(
        _ channel: any Channel,
        _ session: WebSocketHandler.Session,
        _ server: ServerCore
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        for context in [
            try? pipeline.context(handlerType: ConnectionClock.self),
            try? pipeline.context(handlerType: ConnectionHandler.self),
        ] {
            if let context { pipeline.removeHandler(context: context, promise: nil) }
        }
        try pipeline.addHandler(WebSocketHandler(session, server.queryThreads))
    }
}

/// Keeps the error of a refused upgrade from those who would close the connection.
final class RefusedUpgradeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !(error is NIOWebSocketUpgradeError) { context.fireErrorCaught(error) }
    }
}
