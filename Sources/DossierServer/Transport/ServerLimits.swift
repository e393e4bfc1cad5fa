/// What a server takes from clients, and how long it waits for them.
package struct ServerLimits: Sendable {
    /// Open connections; further ones are closed at once.
    package var connections = 512
    /// Bytes of the request line and all header fields.
    package var headBytes = 16 << 10
    package var headerFields = 100
    /// Bytes of bodies that are held at a time, as they are sent and decoded; further ones are refused.
    package var heldBodyBytes = 128 << 20
    /// Bytes of answers that wait for slow readers without keeping a thread.
    package var heldAnswerBytes = 256 << 20
    /// Threads for queries; further requests wait.
    package var queryThreads = 8
    /// Threads for what exporters send.
    package var receiverThreads = 2
    /// Until the header of a request has arrived, from its first byte or the connection's start.
    package var headerTime = Duration.seconds(10)
    /// Without a byte of a body, or without ``ChannelWriter/pieceByteCount`` bytes of an answer being
    /// taken.
    package var stallTime = Duration.seconds(60)
    /// After this time of a body, it must have come at ``bodyBytesPerSecond`` on average.
    package var bodyGraceTime = Duration.seconds(10)
    package var bodyBytesPerSecond = 1024
    /// Between requests.
    package var idleTime = Duration.seconds(60)
    /// For the client to close after the last answer of a connection.
    package var lingerTime = Duration.seconds(2)
    /// For rows that were committed to be taken by a client that follows; older ones are missed.
    package var tailLag = Duration.seconds(10)
    /// For requests that are being answered when the server stops.
    package var stopTime = Duration.seconds(10)

    package init() {}
}
