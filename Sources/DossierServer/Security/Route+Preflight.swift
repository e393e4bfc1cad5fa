extension Route {
    /// Answers a browser that asks what pages of an origin that is allowed may send, as the Fetch
    /// Standard section 3.3.2 has it; nil if the request is not a preflight.
    static func preflight(_ method: HTTPMethod, _ headers: HTTPFields) -> Route? {
        guard method == .options, headers["access-control-request-method"] != nil else {
            return nil
        }
        let fields = headers["access-control-request-headers"] ?? ""
        return Route(.options, "", isPublic: true) { _ in
            var response = HTTPResponse(204, body: .bytes([]))
            response.headers.add("Access-Control-Allow-Methods", "GET, HEAD, POST")
            if !fields.isEmpty { response.headers.add("Access-Control-Allow-Headers", fields) }
            response.headers.add("Access-Control-Max-Age", "600")
            return response
        }
    }
}
