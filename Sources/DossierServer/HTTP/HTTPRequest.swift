/// A request whose body has arrived.
package struct HTTPRequest: Sendable {
    /// The method.
    package var method: HTTPMethod
    /// The path and query string as they were sent.
    package var target: String
    /// The parts of the path between slashes, decoded once: a `/` in one was sent as `%2F`.
    package var path: [String]
    /// The query string.
    package var query: FormFields
    /// The header fields.
    package var headers: HTTPFields
    /// The body as it was sent, at most as long as the route allows.
    package var body: [UInt8]
    /// What the body counts to when it is decoded.
    var bodies: ByteBudget?
    /// The values of the places in braces in the route's pattern.
    package var captures: [String: String] = [:]
    /// The stores that the request asks about.
    package var stores: StoreSelection
    /// Becomes true when the client has gone, or the time for the request is up.
    package let cancellation: Cancellation

    package init(
        method: HTTPMethod,
        target: String,
        path: [String],
        query: FormFields,
        headers: HTTPFields,
        body: [UInt8] = [],
        captures: [String: String] = [:],
        stores: StoreSelection,
        cancellation: Cancellation
    ) {
        self.method = method
        self.target = target
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.captures = captures
        self.stores = stores
        self.cancellation = cancellation
    }

    /// For the queries of the library: whether to give up.
    package var isCancelled: @Sendable () -> Bool { { [cancellation] in cancellation.isCancelled } }

    /// The fields of the body, if it is a form, then those of the query string.
    package func form() throws(HTTPFailure) -> FormFields {
        guard let type = headers["content-type"],
            MediaType(type).name == MediaType.form, !body.isEmpty
        else { return query }
        guard (headers["content-encoding"] ?? "identity").lowercased() == "identity" else {
            throw HTTPFailure(415, "a form must not be compressed")
        }
        var fields = try FormFields(parsing: body)
        fields.append(query)
        return fields
    }

    /// A place in braces of the route's pattern.
    package func capture(_ name: String) -> String { captures[name] ?? "" }
}
