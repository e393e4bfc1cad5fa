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
    let unopened: [UnopenedStore]
    let router: Router
    let security: SecurityPolicy

    package init(
        stores: [ServedStore],
        unopened: [UnopenedStore] = [],
        router: Router,
        security: SecurityPolicy
    ) {
        self.stores = stores
        self.unopened = unopened
        self.router = router
        self.security = security
    }

    /// Decides by the head of a request, which has been sent to an address of this machine.
    package func verdict(
        _ method: HTTPMethod,
        _ target: String,
        _ headers: HTTPFields,
        hasBody: Bool = false,
        localAddress: String? = nil
    ) -> Verdict {
        do {
            try security.checkHost(headers, localAddress: localAddress)
        } catch {
            return .refuse(refusal(error, method, target, headers))
        }
        do {
            let admitted = try admit(method, target, headers, localAddress)
            guard hasBody, method == .post, let failure = Self.typeFailure(headers) else {
                return .answer(admitted)
            }
            return .refuse(admitted.refusal(failure))
        } catch {
            var refusal = refusal(error, method, target, headers)
            refusal.headers.allowReading(from: security.allowedOrigin(headers))
            return .refuse(refusal)
        }
    }

    /// A response in the shape of the API that has the path; as text if none has it.
    private func refusal(
        _ failure: HTTPFailure,
        _ method: HTTPMethod,
        _ target: String,
        _ headers: HTTPFields
    ) -> HTTPResponse {
        guard let target = try? RequestTarget(target) else {
            return ErrorShape.text.answer(to: failure, nil)
        }
        let isOfStore = target.path.first == "stores" && target.path.count > 1
        let path = Array(target.path.dropFirst(isOfStore ? 2 : 0))
        let request = HTTPRequest(
            method: method,
            target: target.text,
            path: path,
            query: target.query,
            headers: headers,
            stores: StoreSelection([]),
            cancellation: Cancellation()
        )
        return router.errors(at: path).answer(to: failure, request)
    }

    private func admit(
        _ method: HTTPMethod,
        _ target: String,
        _ headers: HTTPFields,
        _ localAddress: String?
    ) throws(HTTPFailure) -> AdmittedRequest {
        var target = try RequestTarget(target)
        if let host = target.host { try security.checkHost(host, localAddress: localAddress) }
        let origin = try security.checkOrigin(method, headers)
        let preflight = origin == nil ? nil : Route.preflight(method, headers)
        // Before anything that tells which stores and paths there are.
        if preflight == nil, !isPublic(method, target.path) { try security.checkToken(headers) }
        let selection = preflight == nil ? try select(&target.path) : StoreSelection([])
        let match: (route: Route, captures: [String: String])
        if let preflight {
            match = (preflight, [:])
        } else {
            match = try route(method, target.path)
        }
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

    private func isPublic(_ method: HTTPMethod, _ path: [String]) -> Bool {
        guard case .route(let route, _) = router.match(method == .head ? .get : method, path) else {
            return false
        }
        return route.isPublic
    }

    /// Refuses a body of a type that no path takes, above all those that a page of another origin
    /// can send without asking.
    private static func typeFailure(_ headers: HTTPFields) -> HTTPFailure? {
        let types = [MediaType.json, MediaType.protobuf, MediaType.form]
        guard let field = headers["content-type"] else {
            return HTTPFailure(415, "the request has a body and no Content-Type")
        }
        guard !types.contains(MediaType(field).name) else { return nil }
        return HTTPFailure(
            415,
            "a body of type \(MediaType(field).name) can't be read; send \(types.joined(separator: ", "))"
        )
    }

    /// Takes `/stores/NAME` off a path.
    private func select(_ path: inout [String]) throws(HTTPFailure) -> StoreSelection {
        guard path.first == "stores", path.count > 1 else {
            return StoreSelection(stores, unopened: unopened)
        }
        guard let store = stores.first(where: { $0.name == path[1] }) else {
            if let store = unopened.first(where: { $0.name == path[1] }) { throw store.failure }
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
            let names = methods.flatMap { $0 == .get ? ["GET", "HEAD"] : [$0.name] }
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

    /// The answer if the request is refused after all.
    func refusal(_ failure: HTTPFailure) -> HTTPResponse {
        var response = route.errors.answer(to: failure, request)
        response.headers.allowReading(from: allowedOrigin)
        return response
    }
}
