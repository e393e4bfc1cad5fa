internal import NIOCore
internal import NIOWebSocket

/// The server's end of an open WebSocket, RFC 6455, on which it sends texts.
package final class WebSocket: Sendable {
    private let channel: any Channel
    /// Becomes true when the client has gone.
    package let cancellation: Cancellation

    init(_ channel: any Channel, _ cancellation: Cancellation) {
        self.channel = channel
        self.cancellation = cancellation
    }

    /// Sends a text, which is UTF-8; waits, without a thread, while the client is slower.
    ///
    /// - Throws: `CancellationError` if the client has gone.
    package func send(_ text: [UInt8]) async throws {
        guard !cancellation.isCancelled else { throw CancellationError() }
        let frame = WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(bytes: text))
        do {
            try await channel.writeAndFlush(frame).get()
        } catch {
            throw CancellationError()
        }
    }
}
