internal import NIOCore
internal import NIOHTTP1

/// One connection: reads a request, has it answered, and takes the next.
final class ConnectionHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case idle
        case receiving(AdmittedRequest, body: [UInt8])
        /// A refused request, whose body is read and thrown away before the answer.
        case refusing(HTTPResponse, byteCount: Int)
        case answering(Cancellation)
        /// The last answer has been written; what the client still sends is thrown away.
        case closing
    }

    /// Bodies of refused requests up to this length are read, so that the connection can be kept.
    private static let discardedByteLimit = 64 << 10

    private let server: ServerCore
    private let clock: ConnectionClock
    private var state = State.idle
    private var head: HTTPRequestHead?
    private var heldByteCount = 0
    private var isStopping = false
    /// Whether the answer goes on until the client leaves.
    private var isEndless = false

    init(_ server: ServerCore, _ clock: ConnectionClock) {
        self.server = server
        self.clock = clock
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): receive(head, context)
        case .body(let buffer): receive(buffer, context)
        case .end: receiveEnd(context)
        }
    }

    private func receive(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard case .idle = state else { return }
        self.head = head
        clock.headerArrived()
        guard let body = RequestBody(head) else {
            let message = "Content-Length or Transfer-Encoding is invalid, or they contradict\n"
            refuse(.text(message, status: 400), context)
            return
        }
        let verdict = server.admission.verdict(
            HTTPMethod(head.method.rawValue),
            head.uri,
            HTTPFields(head.headers.map { ($0.name, $0.value) }),
            hasBody: body != .none,
            localAddress: context.localAddress?.hostText
        )
        switch verdict {
        case .refuse(let response):
            // A client that waits for leave to send its body won't send it now.
            if body.knownLength > Self.discardedByteLimit || expectsContinue(head) {
                refuse(response, context)
            } else {
                state = .refusing(response, byteCount: 0)
            }
        case .answer(let request):
            guard body.knownLength <= request.route.bodyLimit else {
                refuse(server.tooLarge(request), context)
                return
            }
            state = .receiving(request, body: [])
            if expectsContinue(head) {
                let interim = HTTPResponseHead(version: head.version, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(interim)), promise: nil)
            }
        }
    }

    private func expectsContinue(_ head: HTTPRequestHead) -> Bool {
        head.version == .http1_1
            && head.headers["expect"].contains { $0.lowercased() == "100-continue" }
    }

    private func receive(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        switch state {
        case .receiving(let request, var body):
            state = .idle
            guard body.count + buffer.readableBytes <= request.route.bodyLimit else {
                refuse(server.tooLarge(request), context)
                return
            }
            guard server.bodies.hold(buffer.readableBytes) else {
                refuse(server.busy(request), context)
                return
            }
            heldByteCount += buffer.readableBytes
            body.append(contentsOf: buffer.readableBytesView)
            state = .receiving(request, body: body)
        case .refusing(let response, let byteCount):
            let total = byteCount + buffer.readableBytes
            if total > Self.discardedByteLimit {
                refuse(response, context)
            } else {
                state = .refusing(response, byteCount: total)
            }
        case .idle, .answering, .closing: break
        }
    }

    private func receiveEnd(_ context: ChannelHandlerContext) {
        switch state {
        case .receiving(var request, let body):
            clock.requestEnded()
            request.request.body = body
            request.request.bodies = server.bodies
            state = .answering(request.request.cancellation)
            answer(request, context)
        case .refusing(let response, _):
            // A client that sends an invalid request may mean something else by what follows.
            refuse(response, keepsAlive: response.status != 400 && keepsAlive, context)
        case .idle, .answering, .closing: break
        }
    }

    /// Answers a request that is not admitted; before its body has been read, the connection is
    /// closed.
    private func refuse(
        _ response: HTTPResponse,
        keepsAlive: Bool = false,
        _ context: ChannelHandlerContext
    ) {
        guard case .bytes(let bytes) = response.body else { return }
        state = keepsAlive ? .answering(Cancellation()) : .closing
        clock.requestEnded()
        release()
        server.log(
            of: head,
            client: context.remoteAddress?.addressText,
            status: response.status,
            byteCount: bytes.count
        )
        var headers = HTTPHeaders(response.headers.all)
        server.addCommonFields(to: &headers)
        headers.add(name: "Content-Length", value: String(bytes.count))
        if !keepsAlive { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(
            version: head?.version ?? .http1_1,
            status: HTTPResponseStatus(statusCode: response.status),
            headers: headers
        )
        let body = HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes)))
        let isHead = self.head?.method == .HEAD
        let parts = isHead ? [.head(head)] : [.head(head), body]
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        // Not from within the read of a request: its end brings the next, and so on.
        context.eventLoop.execute {
            let (handler, context) = bound.value
            handler.end(parts, keepsAlive: keepsAlive, context)
        }
    }

    private func answer(_ request: AdmittedRequest, _ context: ChannelHandlerContext) {
        let exchange = Exchange(
            request: request,
            channel: context.channel,
            client: context.remoteAddress?.addressText,
            version: head?.version ?? .http1_1,
            keepsAlive: keepsAlive,
            server: server
        )
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        isEndless = request.route.timeLimit == nil
        let timeout = request.route.timeLimit.map { limit in
            context.eventLoop.scheduleTask(in: TimeAmount(limit)) {
                request.request.cancellation.timeOut()
                // A thread that waits for the client to read is not kept longer.
                let (_, context) = bound.value
                if !context.channel.isWritable { context.close(promise: nil) }
            }
        }
        let done = context.eventLoop.makePromise(of: Exchange.Outcome.self)
        done.futureResult.whenSuccess { outcome in
            let (handler, context) = bound.value
            timeout?.cancel()
            handler.release()
            switch outcome {
            case .whole(let parts, let keepsAlive):
                handler.end(parts, keepsAlive: keepsAlive, context)
            // Without its end, clients see that the answer is cut off.
            case .cut: context.close(promise: nil)
            }
        }
        Task(executorPreference: server.threads(for: request.route)) {
            done.succeed(await exchange.run())
        }
    }

    /// Whether the connection can take another request after the one that is answered now.
    private var keepsAlive: Bool {
        guard let head, head.isKeepAlive, head.version == .http1_1, !isStopping else {
            return false
        }
        // The decoder stops after a request for another protocol.
        return head.method != .CONNECT && head.headers["upgrade"].isEmpty
    }

    /// Sends the rest of an answer; then takes the next request, or closes.
    private func end(
        _ parts: [HTTPServerResponsePart],
        keepsAlive: Bool,
        _ context: ChannelHandlerContext
    ) {
        guard context.channel.isActive else { return }
        let written = parts.map { context.write(wrapOutboundOut($0)) }.last
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        if keepsAlive, !isStopping {
            guard let written, !context.channel.isWritable else {
                takeNext(context)
                return
            }
            // A client that does not read gets no further answers.
            context.flush()
            written.whenComplete { _ in
                let (handler, context) = bound.value
                handler.takeNext(context)
            }
        } else {
            state = .closing
            context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
                let (handler, context) = bound.value
                handler.lingeringClose(context)
            }
        }
    }

    /// Writes the end of an answer, by which the next request comes if it is at hand.
    private func takeNext(_ context: ChannelHandlerContext) {
        state = .idle
        head = nil
        if context.channel.isActive { clock.answered() }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if isStopping, case .idle = state { context.close(promise: nil) }
    }

    /// Ends the answer, then waits for the client to close: what it still sends would otherwise make
    /// its system throw away the answer.
    private func lingeringClose(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.channel.close(mode: .output, promise: nil)
        context.eventLoop.scheduleTask(in: TimeAmount(server.limits.lingerTime)) {
            bound.value.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .answering(let cancellation) = state { cancellation.cancel() }
        state = .closing
        release()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch (error as? HTTPParserError, state) {
        case (_, .closing): break
        case (nil, _), (_, .answering): context.close(promise: nil)
        case (.headerOverflow?, _):
            let message =
                "the header of the request is longer than"
                + " \(server.limits.headBytes) bytes; long queries can be sent as a form, by POST\n"
            refuse(.text(message, status: 431), context)
        default:
            refuse(.text("the request is not valid HTTP\n", status: 400), context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is SlowRequestEvent:
            server.log(
                of: head,
                client: context.remoteAddress?.addressText,
                status: 408,
                byteCount: 0
            )
            state = .closing
        case is StopEvent:
            isStopping = true
            switch state {
            case .idle: context.close(promise: nil)
            case .answering(let cancellation) where isEndless: cancellation.cancel()
            default: break
            }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private func release() {
        server.bodies.release(heldByteCount)
        heldByteCount = 0
    }
}

/// Sent to the connections of a server that stops.
struct StopEvent: Sendable {}
