/// Why a request can't be answered; each API puts it into the words and the shape of its own.
package struct HTTPFailure: Error, Sendable {
    /// The status code of the response.
    package let status: Int
    /// For the user of the client.
    package let message: String
    /// The parameter that is at fault, if one is.
    package let parameter: String?
    /// Further header fields, such as `Allow` and `Retry-After`.
    package var headers: [(name: String, value: String)] = []

    package init(_ status: Int, _ message: String, parameter: String? = nil) {
        self.status = status
        self.message = message
        self.parameter = parameter
    }
}
