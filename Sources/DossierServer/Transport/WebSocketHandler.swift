internal import NIOCore
internal import NIOWebSocket

/// An open WebSocket: asks whether the client is there, and throws away what it sends.
final class WebSocketHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    /// What is done with a WebSocket.
    struct Session: Sendable {
        /// Is cancelled when the client has gone.
        let cancellation: Cancellation
        let run: @Sendable (WebSocket) async throws -> Void
    }

    private static let pingInterval = TimeAmount.seconds(30)
    /// How long the client has to answer that it closes.
    private static let closingTime = TimeAmount.seconds(2)

    private let session: Session
    private let queryThreads: QueryThreads
    private var task: Task<Void, Never>?
    private var pings: RepeatedTask?
    /// Whether the client has sent anything since the last ping.
    private var isAlive = true
    private var isClosing = false

    init(_ session: Session, _ queryThreads: QueryThreads) {
        self.session = session
        self.queryThreads = queryThreads
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        pings = context.eventLoop.scheduleRepeatedTask(
            initialDelay: Self.pingInterval,
            delay: Self.pingInterval
        ) { _ in
            let (handler, context) = bound.value
            handler.ping(context)
        }
        let socket = WebSocket(context.channel, session.cancellation)
        let eventLoop = context.eventLoop
        task = Task(executorPreference: queryThreads) { [session] in
            let code: WebSocketErrorCode
            do {
                try await session.run(socket)
                code = .normalClosure
            } catch {
                code = .unexpectedServerError
            }
            // The client has gone, or the server has stopped.
            guard !Task.isCancelled else { return }
            eventLoop.execute {
                let (handler, context) = bound.value
                handler.close(code, context)
            }
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        isAlive = true
        guard frame.maskKey != nil else { return close(.protocolError, context) }
        switch frame.opcode {
        // To a client that does not read there is nothing to say.
        case .ping where context.channel.isWritable && !isClosing:
            send(.pong, frame.unmaskedData, context)
        case .ping, .pong, .text, .binary, .continuation: break
        case .connectionClose:
            if !isClosing { send(.connectionClose, frame.unmaskedData, context) }
            isClosing = true
            context.close(promise: nil)
        default: close(.protocolError, context)
        }
    }

    private func ping(_ context: ChannelHandlerContext) {
        guard isAlive else {
            context.close(promise: nil)
            return
        }
        isAlive = false
        send(.ping, ByteBuffer(), context)
    }

    /// Tells the client why the server closes, and waits for its answer.
    private func close(_ code: WebSocketErrorCode, _ context: ChannelHandlerContext) {
        guard !isClosing, context.channel.isActive else { return }
        isClosing = true
        var reason = ByteBuffer()
        reason.write(webSocketErrorCode: code)
        send(.connectionClose, reason, context)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: Self.closingTime) { bound.value.close(promise: nil) }
    }

    private func send(
        _ opcode: WebSocketOpcode,
        _ data: ByteBuffer,
        _ context: ChannelHandlerContext
    ) {
        let frame = WebSocketFrame(fin: true, opcode: opcode, data: data)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is StopEvent { close(.goingAway, context) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stop()
    }

    private func stop() {
        session.cancellation.cancel()
        task?.cancel()
        pings?.cancel()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The client is told of an error in its frames before the connection is closed.
        if !(error is NIOWebSocketError) { context.close(promise: nil) }
    }
}
