/// A method and a pattern of paths, and what answers the requests that fit.
package struct Route: Sendable {
    package typealias Handler = @Sendable (HTTPRequest) async throws -> HTTPResponse
    /// Checks a request for a WebSocket, and gives what to do with it once it is open.
    ///
    /// It is called on an event loop, so that it must not read stores; what it gives may block.
    package typealias WebSocketOpener =
        @Sendable (HTTPRequest) throws -> @Sendable (WebSocket) async throws -> Void

    /// The method.
    package let method: HTTPMethod
    /// The parts between the slashes of the pattern; those in braces stand for any text.
    package let pattern: [Part]
    /// The longest body that is read, in bytes.
    package let bodyLimit: Int
    /// How long answering may take; nil for answers that go on until the client leaves.
    package let timeLimit: Duration?
    /// Whether it is answered without the token, and without waiting for a thread for queries: it
    /// must not tell anything of the data, and not block.
    package let isPublic: Bool
    /// Whether it reads rows: those of requests that were received before are stored first.
    package let readsRows: Bool
    /// How failures are answered, in the shape of the API that the route belongs to.
    package let errors: ErrorShape
    /// What answers.
    package let handler: Handler
    /// What opens a WebSocket; nil if there is none at this path.
    package let openWebSocket: WebSocketOpener?

    package enum Part: Hashable, Sendable {
        case literal(String)
        case capture(String)
    }

    /// A route for a path such as `/api/traces/{id}`.
    package init(
        _ method: HTTPMethod,
        _ path: String,
        bodyLimit: Int = 0,
        timeLimit: Duration? = .seconds(120),
        isPublic: Bool = false,
        readsRows: Bool = true,
        errors: ErrorShape = .text,
        handler: @escaping Handler
    ) {
        self.method = method
        self.bodyLimit = bodyLimit
        self.timeLimit = timeLimit
        self.isPublic = isPublic
        self.readsRows = readsRows && !isPublic
        self.errors = errors
        self.handler = handler
        openWebSocket = nil
        pattern = Self.parts(of: path)
    }

    /// A route for a path at which clients open a WebSocket.
    ///
    /// A request that `open` refuses, or that asks for no WebSocket, is answered as any other.
    package init(
        webSocket path: String,
        errors: ErrorShape = .text,
        open: @escaping WebSocketOpener
    ) {
        method = .get
        bodyLimit = 0
        timeLimit = .seconds(10)
        isPublic = false
        readsRows = true
        self.errors = errors
        handler = { request in
            _ = try open(request)
            var failure = HTTPFailure(
                426,
                "this path is for WebSockets: it takes the first request of a connection, with"
                    + " Connection: Upgrade, Upgrade: websocket and Sec-WebSocket-Version: 13"
            )
            failure.headers = [("Upgrade", "websocket")]
            throw failure
        }
        openWebSocket = open
        pattern = Self.parts(of: path)
    }

    private static func parts(of path: String) -> [Part] {
        path.split(separator: "/").map { part in
            guard part.first == "{" else { return .literal(String(part)) }
            return .capture(String(part.dropFirst().dropLast()))
        }
    }

    /// A route that anyone may ask, for a pattern of another route.
    init(_ method: HTTPMethod, pattern: [Part], handler: @escaping Handler) {
        self.method = method
        self.pattern = pattern
        bodyLimit = 0
        timeLimit = .seconds(120)
        isPublic = true
        readsRows = false
        errors = .text
        openWebSocket = nil
        self.handler = handler
    }

    /// The same below a prefix such as `/tempo`.
    package func below(_ prefix: String) -> Route {
        Route(self, pattern: prefix.split(separator: "/").map { .literal(String($0)) } + pattern)
    }

    /// The same with another handler.
    func replacing(errors: ErrorShape, handler: @escaping Handler) -> Route {
        Route(self, pattern: pattern, errors: errors, handler: handler)
    }

    private init(
        _ route: Route,
        pattern: [Part],
        errors: ErrorShape? = nil,
        handler: Handler? = nil
    ) {
        method = route.method
        bodyLimit = route.bodyLimit
        timeLimit = route.timeLimit
        isPublic = route.isPublic
        readsRows = route.readsRows
        self.errors = errors ?? route.errors
        self.handler = handler ?? route.handler
        openWebSocket = route.openWebSocket
        self.pattern = pattern
    }

    /// The values of the places in braces; nil if the path does not fit.
    func captures(of path: [String]) -> [String: String]? {
        guard path.count == pattern.count else { return nil }
        var captures: [String: String] = [:]
        for (part, text) in zip(pattern, path) {
            switch part {
            case .literal(let literal): guard literal == text else { return nil }
            case .capture(let name): captures[name] = text
            }
        }
        return captures
    }
}
