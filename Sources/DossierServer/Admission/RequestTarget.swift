/// The target of a request: a path and a query string, as RFC 9112 section 3.2.1 has them, or behind
/// a scheme and a host, section 3.2.2.
struct RequestTarget {
    /// As it was sent, without scheme and host.
    let text: String
    /// The host, if it was sent as a part of the target.
    let host: String?
    /// The parts between the slashes, decoded once.
    var path: [String]
    let query: FormFields

    init(_ text: String) throws(HTTPFailure) {
        (host, self.text) = Self.split(text)
        let text = self.text
        guard text.utf8.first == UInt8(ascii: "/") else {
            throw HTTPFailure(400, "the request's target does not start with /")
        }
        let parts = text.utf8.split(
            separator: UInt8(ascii: "?"),
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        query = parts.count > 1 ? try FormFields(parsing: parts[1]) : FormFields()
        var path: [String] = []
        for part in parts[0].split(separator: UInt8(ascii: "/")) {
            path.append(try Self.segment(part))
        }
        self.path = path
    }

    /// Takes scheme and host off a target that has them.
    private static func split(_ target: String) -> (host: String?, rest: String) {
        let scheme = "http://"
        guard equalsWithoutCase(String(target.prefix(scheme.count)), scheme) else {
            return (nil, target)
        }
        let rest = target.dropFirst(scheme.count)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let path = rest[end...]
        return (String(rest[..<end]), path.first == "/" ? String(path) : "/" + path)
    }

    private static func segment(_ encoded: some Sequence<UInt8>) throws(HTTPFailure) -> String {
        guard let bytes = PercentEncoding.decoded(encoded),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw HTTPFailure(400, "the path of the URL is not percent-encoded UTF-8") }
        // A slash in a part is data, but code that takes it for a path must not leave its folder.
        guard !text.utf8.contains(0), !text.utf8.contains(0x5C),
            text.utf8.split(separator: UInt8(ascii: "/")).allSatisfy({ !isDots($0) })
        else {
            throw HTTPFailure(400, "the path of the URL has a part of dots, a backslash or a NUL")
        }
        return text
    }

    private static func isDots(_ part: Substring.UTF8View) -> Bool {
        part.count <= 2 && part.allSatisfy { $0 == UInt8(ascii: ".") }
    }
}
