/// The method of a request, as RFC 9110 section 9 has them.
package struct HTTPMethod: Hashable, Sendable {
    /// As it stands in the request.
    package let name: String

    package init(_ name: String) {
        self.name = name
    }

    package static let get = HTTPMethod("GET")
    package static let head = HTTPMethod("HEAD")
    package static let post = HTTPMethod("POST")
    package static let options = HTTPMethod("OPTIONS")
}
