/// Names and values of a query string or a form, in order; names may come several times.
///
/// Follows the URL Standard's `application/x-www-form-urlencoded` parser, and takes characters such
/// as `{` and `"` that should have been escaped. Names and values that are not UTF-8 are refused.
package struct FormFields: Sendable {
    package private(set) var all: [(name: String, value: String)] = []

    /// More are refused: each takes memory many times its length.
    private static let countMax = 4096

    package init() {}

    /// Parses a query string without its `?`, or the body of a form.
    ///
    /// - Throws: An ``HTTPFailure`` with status 400.
    package init(parsing text: some Collection<UInt8>) throws(HTTPFailure) {
        for part in text.split(separator: UInt8(ascii: "&")) {
            guard all.count < Self.countMax else {
                throw HTTPFailure(400, "there are more than \(Self.countMax) parameters")
            }
            let pair = part.split(
                separator: UInt8(ascii: "="),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            let name = try Self.text(pair[0])
            all.append((name, pair.count > 1 ? try Self.text(pair[1]) : ""))
        }
    }

    private static func text(_ encoded: some Sequence<UInt8>) throws(HTTPFailure) -> String {
        guard let bytes = PercentEncoding.decoded(encoded, plusIsBlank: true) else {
            throw HTTPFailure(
                400,
                "the query string has a % that is not followed by two hexadecimal digits"
            )
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw HTTPFailure(400, "the query string is not UTF-8")
        }
        return text
    }

    /// The first value of a name, which may be empty; nil if the name is missing.
    package subscript(name: String) -> String? { all.first { $0.name == name }?.value }

    /// The first value of a name that is not empty.
    package func filled(_ name: String) -> String? {
        all.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// All values of a name, in order.
    package func values(_ name: String) -> [String] {
        all.filter { $0.name == name }.map(\.value)
    }

    /// Adds the fields of `other` after these.
    package mutating func append(_ other: FormFields) {
        all += other.all
    }
}
