/// Turns a failure into a response; each API has its own shape.
package struct ErrorShape: Sendable {
    private let response: @Sendable (HTTPFailure, HTTPRequest?) -> HTTPResponse

    /// - Parameter response: Makes the response; the request is nil if it can't be read.
    package init(_ response: @escaping @Sendable (HTTPFailure, HTTPRequest?) -> HTTPResponse) {
        self.response = response
    }

    /// The response, with the header fields of the failure.
    func answer(to failure: HTTPFailure, _ request: HTTPRequest?) -> HTTPResponse {
        var response = response(failure, request)
        for field in failure.headers { response.headers.set(field.name, field.value) }
        return response
    }

    /// The message alone, as plain text.
    package static let text = ErrorShape { failure, _ in
        .text(failure.message + "\n", status: failure.status)
    }
}
