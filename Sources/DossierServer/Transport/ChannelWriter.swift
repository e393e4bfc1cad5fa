internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// Sends a body in parts over a connection.
final class ChannelWriter: ResponseWriter {
    private struct Progress: ~Copyable {
        var head: HTTPResponseHead?
        var encoder: GzipEncoder?
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

    func write(_ bytes: [UInt8]) throws {
        try encode(bytes, isLast: false)?.wait()
    }

    func send(_ bytes: [UInt8]) async throws {
        try await encode(bytes, isLast: false)?.get()
    }

    /// Sends what has been held back.
    func finish() throws {
        try encode([], isLast: true)?.wait()
    }

    /// Nil if there is nothing to send yet.
    private func encode(_ bytes: [UInt8], isLast: Bool) throws -> EventLoopFuture<Void>? {
        guard !cancellation.isCancelled else { throw CancellationError() }
        return progress.withLock { progress in
            if let head = progress.head.take() {
                channel.write(HTTPServerResponsePart.head(head), promise: nil)
            }
            let encoded = progress.encoder?.encode(bytes, isLast: isLast) ?? bytes
            guard !isHeadRequest, !encoded.isEmpty else { return nil }
            let buffer = ByteBuffer(bytes: encoded)
            return channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(buffer)))
        }
    }
}
