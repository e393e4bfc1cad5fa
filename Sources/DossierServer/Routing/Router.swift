/// Finds the route of a request.
package struct Router: Sendable {
    /// Routes by the count of their parts, those with a literal part before those with a capture.
    private let routes: [Int: [Route]]

    package enum Match {
        case route(Route, captures: [String: String])
        /// The path is known, with other methods.
        case otherMethods([HTTPMethod])
        case none
    }

    package init(_ routes: [Route]) {
        self.routes = Dictionary(grouping: routes, by: \.pattern.count).mapValues { routes in
            routes.enumerated().sorted { left, right in
                left.element.precedence == right.element.precedence
                    ? left.offset < right.offset
                    : left.element.precedence < right.element.precedence
            }
            .map(\.element)
        }
    }

    package func match(_ method: HTTPMethod, _ path: [String]) -> Match {
        var methods: [HTTPMethod] = []
        for route in routes[path.count] ?? [] {
            guard let captures = route.captures(of: path) else { continue }
            if route.method == method { return .route(route, captures: captures) }
            if !methods.contains(route.method) { methods.append(route.method) }
        }
        return methods.isEmpty ? .none : .otherMethods(methods)
    }

    /// How failures at a path are told.
    func errors(at path: [String]) -> ErrorShape {
        routes[path.count]?.first { $0.captures(of: path) != nil }?.errors ?? .text
    }
}

extension Route {
    /// Which parts are captures, as digits of a number: the fewer and the later, the smaller.
    fileprivate var precedence: Int {
        pattern.reduce(0) { number, part in
            if case .capture = part { number << 1 | 1 } else { number << 1 }
        }
    }
}
