/// Decides on requests from their heads, before a body is read.
package struct Admission: Sendable {
    /// What to do with a request.
    package enum Verdict {
        /// Read its body, then answer.
        case answer(AdmittedRequest)
        /// Don't read its body.
        case refuse(HTTPResponse)
    }

    let stores: [ServedStore]
    let router: Router
    let security: SecurityPolicy
    let targetLimit: Int

    package init(
        stores: [ServedStore],
        router: Router,
        security: SecurityPolicy,
        targetLimit: Int
    ) {
        self.stores = stores
        self.router = router
        self.security = security
        self.targetLimit = targetLimit
    }

    package func verdict(
        _ method: HTTPMethod,
        _ target: String,
        _ headers: HTTPFields
    ) -> Verdict {
        do {
            return .answer(try admit(method, target, headers))
        } catch {
            return .refuse(ErrorShape.text.answer(to: error, nil))
        }
    }

    private func admit(
        _ method: HTTPMethod,
        _ target: String,
        _ headers: HTTPFields
    ) throws(HTTPFailure) -> AdmittedRequest {
        try security.checkHost(headers)
        guard target.utf8.count <= targetLimit else {
            let message = "the URL has more than \(targetLimit) bytes; send a form by POST"
            throw HTTPFailure(414, message)
        }
        var target = try RequestTarget(target)
        let origin = try security.checkOrigin(method, headers)
        let selection = try select(&target.path)
        let match = try route(method, target.path)
        if !match.route.isPublic { try security.checkToken(headers) }
        let request = HTTPRequest(
            method: method,
            target: target.text,
            path: target.path,
            query: target.query,
            headers: headers,
            captures: match.captures,
            stores: selection,
            cancellation: Cancellation()
        )
        return AdmittedRequest(request: request, route: match.route, allowedOrigin: origin)
    }

    /// Takes `/stores/NAME` off a path.
    private func select(_ path: inout [String]) throws(HTTPFailure) -> StoreSelection {
        guard path.first == "stores", path.count > 1 else { return StoreSelection(stores) }
        guard let store = stores.first(where: { $0.name == path[1] }) else {
            let names = stores.map(\.name).joined(separator: ", ")
            throw HTTPFailure(404, "there is no store \(path[1]); there are \(names)")
        }
        path.removeFirst(2)
        return StoreSelection([store])
    }

    private func route(
        _ method: HTTPMethod,
        _ path: [String]
    ) throws(HTTPFailure) -> (route: Route, captures: [String: String]) {
        switch router.match(method, path) {
        case .route(let route, let captures): return (route, captures)
        case .otherMethods(let methods):
            if method == .head, case .route(let route, let captures) = router.match(.get, path) {
                return (route, captures)
            }
            let names = methods.map(\.name)
            var failure = HTTPFailure(405, "use \(names.joined(separator: " or ")) here")
            failure.headers = [("Allow", names.joined(separator: ", "))]
            throw failure
        case .none:
            throw HTTPFailure(404, "404 page not found")
        }
    }
}

/// A request that is answered once its body has arrived.
package struct AdmittedRequest: Sendable {
    package var request: HTTPRequest
    package let route: Route
    /// A foreign origin whose pages may read the answer.
    package let allowedOrigin: String?
}
