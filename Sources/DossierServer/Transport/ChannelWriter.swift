internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// Sends a body in parts over a connection.
final class ChannelWriter: ResponseWriter {
    /// A client must take this many bytes of an answer before further ones are handed to the
    /// connection.
    static let pieceByteCount = 256 << 10

    private struct Progress: ~Copyable {
        var head: HTTPResponseHead?
        var encoder: GzipEncoder?
        var byteCount = 0
    }

    private let channel: any Channel
    private let cancellation: Cancellation
    private let isHeadRequest: Bool
    private let progress: Mutex<Progress>

    init(
        head: HTTPResponseHead,
        channel: any Channel,
        cancellation: Cancellation,
        isCompressed: Bool,
        isHeadRequest: Bool
    ) {
        self.channel = channel
        self.cancellation = cancellation
        self.isHeadRequest = isHeadRequest
        progress = Mutex(Progress(head: head, encoder: isCompressed ? GzipEncoder() : nil))
    }

    /// Whether the header of the response has been sent.
    var hasBegun: Bool { progress.withLock { $0.head == nil } }

    /// Bytes of the body that have been sent.
    var byteCount: Int { progress.withLock { $0.byteCount } }

    func write(_ bytes: [UInt8]) throws {
        for piece in encode(bytes, .none) { try send(piece).wait() }
    }

    func send(_ bytes: [UInt8]) async throws {
        for piece in encode(bytes, .sync) { try await send(piece).get() }
    }

    /// Sends what has been held back.
    func finish() throws {
        let pieces = encode([], .finish)
        for piece in pieces { try send(piece).wait() }
        if pieces.isEmpty { sendHead() }
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
        sendHead()
        progress.withLock { $0.byteCount += piece.readableBytes }
        return channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(piece)))
    }

    private func sendHead() {
        guard let head = progress.withLock({ $0.head.take() }) else { return }
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
    }
}
