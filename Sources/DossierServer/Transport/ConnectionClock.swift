internal import NIOCore

/// Closes a connection whose client is too slow: with a header, with a body, in taking an answer,
/// or in sending the next request.
///
/// Stands before the HTTP decoder, so that it sees the first byte of a request.
final class ConnectionClock: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        case idle
        case header
        case body(since: NIODeadline, byteCount: Int)
        case answer
    }

    private let limits: ServerLimits
    private var context: ChannelHandlerContext?
    private var phase = Phase.idle
    private var timer: Scheduled<Void>?
    private var stallTimer: Scheduled<Void>?

    init(_ limits: ServerLimits) {
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func channelActive(context: ChannelHandlerContext) {
        arm(limits.headerTime)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stop()
        self.context = nil
    }

    private func stop() {
        timer?.cancel()
        stallTimer?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch phase {
        case .idle:
            phase = .header
            arm(limits.headerTime)
        case .header, .answer: break
        case .body(let start, let byteCount):
            let total = byteCount + unwrapInboundIn(data).readableBytes
            phase = .body(since: start, byteCount: total)
            guard isFastEnough(total, since: start) else {
                timeOut(context)
                return
            }
            arm(limits.stallTime)
        }
        context.fireChannelRead(data)
    }

    private func isFastEnough(_ byteCount: Int, since start: NIODeadline) -> Bool {
        let time = NIODeadline.now() - start - TimeAmount(limits.bodyGraceTime)
        let seconds = Double(time.nanoseconds) / 1e9
        return Double(byteCount) >= seconds * Double(limits.bodyBytesPerSecond)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stallTimer?.cancel()
        stallTimer = nil
        if !context.channel.isWritable {
            stallTimer = context.eventLoop.assumeIsolated().scheduleTask(
                in: TimeAmount(limits.stallTime)
            ) {
                context.close(promise: nil)
            }
        }
        context.fireChannelWritabilityChanged()
    }

    /// A header has arrived, and a body may follow.
    func headerArrived() {
        phase = .body(since: .now(), byteCount: 0)
        arm(limits.stallTime)
    }

    /// The request is complete, or has been refused.
    func requestEnded() {
        phase = .answer
        timer?.cancel()
        timer = nil
    }

    /// The connection is ready for the next request.
    func answered() {
        phase = .idle
        arm(limits.idleTime)
    }

    private func arm(_ time: Duration) {
        timer?.cancel()
        guard let context else { return }
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            self.timeOut(context)
        }
    }

    private static let timeoutAnswer =
        "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

    /// Closes; tells a client that was at sending a request why.
    private func timeOut(_ context: ChannelHandlerContext) {
        switch phase {
        case .idle, .answer: context.close(promise: nil)
        case .header, .body:
            context.fireUserInboundEventTriggered(SlowRequestEvent())
            requestEnded()
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            let answer = wrapOutboundOut(ByteBuffer(string: Self.timeoutAnswer))
            context.writeAndFlush(answer).whenComplete { _ in bound.value.close(promise: nil) }
        }
    }
}

/// Tells the handler of a connection that its client was too slow with a request, and that the
/// connection is about to be closed.
struct SlowRequestEvent: Sendable {}
