internal import NIOCore

/// Closes a connection whose client is too slow: with a header, with a body, in taking an answer,
/// or in sending the next request.
///
/// Stands before the HTTP decoder, so that it sees the first byte of a request.
final class ConnectionClock: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private enum Phase {
        case idle
        case header
        case body(since: NIODeadline, byteCount: Int)
        case answer
    }

    private let limits: ServerLimits
    private var phase = Phase.idle
    private var timer: Scheduled<Void>?
    private var stallTimer: Scheduled<Void>?

    init(_ limits: ServerLimits) {
        self.limits = limits
    }

    func channelActive(context: ChannelHandlerContext) {
        phase = .header
        arm(limits.headerTime, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        stallTimer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch phase {
        case .idle:
            phase = .header
            arm(limits.headerTime, context)
        case .header, .answer: break
        case .body(let start, let byteCount):
            let total = byteCount + unwrapInboundIn(data).readableBytes
            phase = .body(since: start, byteCount: total)
            let seconds = Int((NIODeadline.now() - start).nanoseconds / 1_000_000_000) - 10
            if seconds > 0, total < seconds * limits.bodyBytesPerSecond {
                context.close(promise: nil)
                return
            }
            arm(limits.stallTime, context)
        }
        context.fireChannelRead(data)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stallTimer?.cancel()
        stallTimer = nil
        if !context.channel.isWritable {
            stallTimer = closing(context, after: limits.stallTime)
        }
        context.fireChannelWritabilityChanged()
    }

    /// A header has arrived, and a body may follow.
    func headerArrived(_ context: ChannelHandlerContext) {
        phase = .body(since: .now(), byteCount: 0)
        arm(limits.stallTime, context)
    }

    /// The request is complete.
    func requestArrived() {
        phase = .answer
        timer?.cancel()
        timer = nil
    }

    /// The answer has been written.
    func answered(_ context: ChannelHandlerContext) {
        phase = .idle
        arm(limits.idleTime, context)
    }

    private func arm(_ time: Duration, _ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = closing(context, after: time)
    }

    private func closing(
        _ context: ChannelHandlerContext,
        after time: Duration
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            context.close(promise: nil)
        }
    }
}
