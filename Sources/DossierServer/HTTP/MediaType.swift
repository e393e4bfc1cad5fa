/// A media type without its parameters, as RFC 9110 section 8.3.1 has it.
struct MediaType {
    /// Type and subtype, in lower case.
    let name: String

    init(_ field: String) {
        let type = field.prefix { $0 != ";" }
        name = type.filter { $0 != " " && $0 != "\t" }.lowercased()
    }

    static let json = "application/json"
    static let text = "text/plain; charset=utf-8"
    static let protobuf = "application/x-protobuf"
    static let form = "application/x-www-form-urlencoded"
}
