/// What a server takes from clients, and how long it waits for them.
package struct ServerLimits: Sendable {
    /// Open connections; further ones are refused.
    package var connections = 512
    /// Bytes of the request line, and of all header fields together.
    package var targetBytes = 16 << 10
    package var headerBytes = 32 << 10
    package var headerFields = 100
    /// Bytes of all bodies that are held at a time.
    package var bodyBytes = 256 << 20
    /// Threads for queries; further requests wait.
    package var queryThreads = 8
    /// Until the header of a request has arrived, from its first byte or the connection's start.
    package var headerTime = Duration.seconds(10)
    /// Without a byte of a body, or of an answer being taken.
    package var stallTime = Duration.seconds(60)
    /// Bytes of a body that must have arrived for each second after the first ten.
    package var bodyBytesPerSecond = 1024
    /// Between requests.
    package var idleTime = Duration.seconds(60)
    /// For requests that are being answered when the server stops.
    package var stopTime = Duration.seconds(10)

    package init() {}
}
