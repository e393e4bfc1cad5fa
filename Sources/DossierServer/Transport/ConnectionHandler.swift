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
        clock.headerArrived(context)
        let fields = HTTPFields(head.headers.map { ($0.name, $0.value) })
        guard let length = bodyLength(head) else {
            refuse(.text("the header does not say how long the body is\n", status: 400), context)
            return
        }
        switch server.admission.verdict(HTTPMethod(head.method.rawValue), head.uri, fields) {
        case .refuse(let response):
            if length > Self.discardedByteLimit {
                refuse(response, context)
            } else {
                state = .refusing(response, byteCount: 0)
            }
        case .answer(let request):
            guard length <= request.route.bodyLimit else {
                refuse(server.tooLarge(request), context)
                return
            }
            state = .receiving(request, body: [])
            if head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) {
                let interim = HTTPResponseHead(version: head.version, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(interim)), promise: nil)
            }
        }
    }

    /// The length of a body as the fields tell it, 0 if it comes in chunks; nil if they are at odds.
    private func bodyLength(_ head: HTTPRequestHead) -> Int? {
        let lengths = head.headers["content-length"]
        guard let first = lengths.first else { return 0 }
        guard lengths.count == 1, head.headers["transfer-encoding"].isEmpty else { return nil }
        return Int(first)
    }

    private func receive(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        switch state {
        case .receiving(let request, var body):
            state = .idle
            guard body.count + buffer.readableBytes <= request.route.bodyLimit else {
                refuse(server.tooLarge(request), context)
                return
            }
            guard server.hold(buffer.readableBytes) else {
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
            clock.requestArrived()
            request.request.body = body
            state = .answering(request.request.cancellation)
            answer(request, context)
        case .refusing(let response, _):
            clock.requestArrived()
            state = .answering(Cancellation())
            server.log(response.status, head)
            write(response, keepsAlive: head?.isKeepAlive ?? false, context)
        case .idle, .answering, .closing: break
        }
    }

    /// Answers before the body has been read, and closes.
    private func refuse(_ response: HTTPResponse, _ context: ChannelHandlerContext) {
        state = .closing
        server.log(response.status, head)
        write(response, keepsAlive: false, context)
    }

    private func answer(_ request: AdmittedRequest, _ context: ChannelHandlerContext) {
        let exchange = Exchange(
            request: request,
            channel: context.channel,
            version: head?.version ?? .http1_1,
            keepsAlive: (head?.isKeepAlive ?? false) && !isStopping,
            server: server
        )
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let timeout = request.route.timeLimit.map { limit in
            context.eventLoop.scheduleTask(in: TimeAmount(limit)) {
                request.request.cancellation.timeOut()
            }
        }
        let done = context.eventLoop.makePromise(of: Bool.self)
        done.futureResult.whenComplete { result in
            let (handler, context) = bound.value
            timeout?.cancel()
            handler.finish(keepsAlive: (try? result.get()) ?? false, context)
        }
        Task(executorPreference: server.queryThreads) {
            done.succeed(await exchange.run())
        }
    }

    private func write(
        _ response: HTTPResponse,
        keepsAlive: Bool,
        _ context: ChannelHandlerContext
    ) {
        guard case .bytes(let bytes) = response.body else { return }
        var headers = HTTPHeaders(response.headers.all)
        server.addCommonFields(to: &headers)
        headers.add(name: "Content-Length", value: String(bytes.count))
        if !keepsAlive { headers.add(name: "Connection", value: "close") }
        let version = head?.version ?? .http1_1
        let status = HTTPResponseStatus(statusCode: response.status)
        let isHead = head?.method == .HEAD
        let responseHead = HTTPResponseHead(version: version, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(responseHead)), promise: nil)
        if !isHead {
            let buffer = ByteBuffer(bytes: bytes)
            context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            let (handler, context) = bound.value
            handler.finish(keepsAlive: keepsAlive, context)
        }
    }

    /// Takes the next request, or closes.
    private func finish(keepsAlive: Bool, _ context: ChannelHandlerContext) {
        release()
        guard keepsAlive, !isStopping else {
            state = .closing
            lingeringClose(context)
            return
        }
        state = .idle
        clock.answered(context)
    }

    /// Ends the answer, then waits for the client to close: what it still sends would otherwise make
    /// its system throw away the answer.
    private func lingeringClose(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.channel.close(mode: .output, promise: nil)
        context.eventLoop.scheduleTask(in: .seconds(2)) { bound.value.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .answering(let cancellation) = state { cancellation.cancel() }
        state = .closing
        release()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else {
            context.close(promise: nil)
            return
        }
        if case .answering = state {
            context.close(promise: nil)
            return
        }
        let isTooLong = (error as? HTTPParserError) == .headerOverflow
        head = nil
        refuse(
            isTooLong
                ? .text("the header of the request is too long\n", status: 431)
                : .text("this is no HTTP request that can be read\n", status: 400),
            context
        )
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is StopEvent else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        isStopping = true
        if case .idle = state { context.close(promise: nil) }
    }

    private func release() {
        server.release(heldByteCount)
        heldByteCount = 0
    }
}

/// Sent to the connections of a server that stops.
struct StopEvent: Sendable {}
