extension Route {
    /// A route for two APIs that have the same path: requests that fit go to the other one.
    package func yielding(
        to other: Route,
        when fits: @escaping @Sendable (HTTPRequest) -> Bool
    ) -> Route {
        let (errors, otherErrors) = (errors, other.errors)
        let (handler, otherHandler) = (handler, other.handler)
        return replacing(
            errors: ErrorShape { failure, request in
                let isOther = request.map(fits) ?? false
                return (isOther ? otherErrors : errors).answer(to: failure, request)
            },
            handler: { request in
                try await fits(request) ? otherHandler(request) : handler(request)
            }
        )
    }
}
