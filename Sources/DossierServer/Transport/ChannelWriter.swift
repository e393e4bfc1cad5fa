internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// Sends a body in parts over a connection.
final class ChannelWriter: ResponseWriter {
    /// So much of an answer is sent at a time, which the client must take before further bytes are
    /// handed to the connection; a shorter one is sent as a whole.
    static let pieceByteCount = 256 << 10

    private struct Progress: ~Copyable {
        var head: HTTPResponseHead?
        var encoder: GzipEncoder?
        var heldBack: [UInt8] = []
        var byteCount = 0

        mutating func takeHeldBack() -> [UInt8] {
            defer { heldBack = [] }
            return heldBack
        }
    }

    /// What an answer that waits for its client counts as at least, as it holds more than the bytes
    /// that are being sent.
    private static let heldByteMin = 4 << 20

    private let channel: any Channel
    private let budget: ByteBudget
    private let cancellation: Cancellation
    private let isHeadRequest: Bool
    private let progress: Mutex<Progress>

    init(
        head: HTTPResponseHead,
        channel: any Channel,
        budget: ByteBudget,
        cancellation: Cancellation,
        isCompressed: Bool,
        isHeadRequest: Bool
    ) {
        self.channel = channel
        self.budget = budget
        self.cancellation = cancellation
        self.isHeadRequest = isHeadRequest
        progress = Mutex(Progress(head: head, encoder: isCompressed ? GzipEncoder() : nil))
    }

    /// Whether the header of the response has been sent.
    var hasBegun: Bool { progress.withLock { $0.head == nil } }

    /// Bytes of the body that have been sent.
    var byteCount: Int { progress.withLock { $0.byteCount } }

    func write(_ bytes: [UInt8]) async throws {
        guard !cancellation.isCancelled else { throw CancellationError() }
        let part = progress.withLock { progress -> [UInt8] in
            if progress.heldBack.isEmpty, bytes.count >= Self.pieceByteCount { return bytes }
            progress.heldBack += bytes
            return progress.heldBack.count >= Self.pieceByteCount ? progress.takeHeldBack() : []
        }
        if !part.isEmpty { try await send(part, .none) }
    }

    func flush() async throws {
        try await send(progress.withLock { $0.takeHeldBack() }, .sync)
    }

    /// Ends a body: sends what has been held back, or returns the whole body, if nothing of it has
    /// been sent.
    func finish() async throws -> [UInt8]? {
        let rest = progress.withLock { $0.takeHeldBack() }
        guard hasBegun else { return rest }
        try await send(rest, .finish)
        return nil
    }

    /// Keeps the thread while the client reads if too much waits for clients already, so that no
    /// further answers are made.
    private func send(_ bytes: [UInt8], _ flush: GzipEncoder.Flush) async throws {
        let pieces = encode(bytes, flush)
        let byteCount = max(Self.heldByteMin, pieces.reduce(0) { $0 + $1.readableBytes })
        sendHead()
        guard budget.hold(byteCount) else {
            for piece in pieces { try wait(for: send(piece)) }
            return
        }
        defer { budget.release(byteCount) }
        for piece in pieces { try await send(piece).get() }
    }

    private func wait(for sent: EventLoopFuture<Void>) throws {
        try sent.wait()
    }

    private func encode(_ bytes: [UInt8], _ flush: GzipEncoder.Flush) -> [ByteBuffer] {
        let encoded = progress.withLock { $0.encoder?.encode(bytes, flush) ?? bytes }
        guard !isHeadRequest else { return [] }
        var rest = ByteBuffer(bytes: encoded)
        var pieces: [ByteBuffer] = []
        while let piece = rest.readSlice(length: min(rest.readableBytes, Self.pieceByteCount)),
            piece.readableBytes > 0
        {
            pieces.append(piece)
        }
        return pieces
    }

    private func send(_ piece: ByteBuffer) throws -> EventLoopFuture<Void> {
        guard !cancellation.isCancelled else { throw CancellationError() }
        progress.withLock { $0.byteCount += piece.readableBytes }
        return channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(piece)))
    }

    private func sendHead() {
        guard let head = progress.withLock({ $0.head.take() }) else { return }
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
    }
}
