/// The answer to a request.
package struct HTTPResponse: Sendable {
    /// What follows the header fields.
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Written in parts while it is made. It is called on a thread for queries, where it may
        /// block; the response ends when it returns, and is cut off, which clients notice, when it
        /// throws.
        case stream(@Sendable (any ResponseWriter) async throws -> Void)
    }

    /// The status code.
    package var status: Int
    /// The header fields; those about length and encoding are added by the transport.
    package var headers: HTTPFields
    /// What follows them.
    package var body: Body

    package init(_ status: Int = 200, headers: HTTPFields = HTTPFields(), body: Body) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package init(_ status: Int = 200, type: String, _ bytes: [UInt8]) {
        self.init(status, headers: HTTPFields([("Content-Type", type)]), body: .bytes(bytes))
    }

    /// A JSON document.
    package static func json(_ bytes: [UInt8], status: Int = 200) -> HTTPResponse {
        HTTPResponse(status, type: MediaType.json, bytes)
    }

    /// Plain text.
    package static func text(_ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status, type: MediaType.text, Array(text.utf8))
    }

    /// A JSON document in parts.
    package static func json(
        stream: @escaping @Sendable (any ResponseWriter) async throws -> Void
    ) -> HTTPResponse {
        HTTPResponse(headers: HTTPFields([("Content-Type", MediaType.json)]), body: .stream(stream))
    }
}

/// Takes a body in parts.
package protocol ResponseWriter: Sendable {
    /// Sends bytes, maybe together with later ones; waits while the client is slower.
    ///
    /// - Throws: `CancellationError` if the client has gone.
    func write(_ bytes: [UInt8]) async throws

    /// Sends what has been written at once.
    ///
    /// - Throws: `CancellationError` if the client has gone.
    func flush() async throws
}
