internal import NIOHTTP1

/// How the body of a request is framed, RFC 9112 section 6.3.
enum RequestBody: Equatable {
    case none
    case length(Int)
    case chunked

    /// Nil if the header can be understood in several ways, by which a request could be hidden in
    /// another.
    init?(_ head: HTTPRequestHead) {
        let lengths = head.headers["content-length"]
        let codings = head.headers["transfer-encoding"]
        switch (lengths.first, codings.first) {
        case (nil, nil): self = .none
        case (let field?, nil):
            guard lengths.count == 1, let length = Int(field) else { return nil }
            self = length == 0 ? .none : .length(length)
        case (nil, let coding?):
            guard codings.count == 1, coding.lowercased() == "chunked", head.version == .http1_1
            else { return nil }
            self = .chunked
        default: return nil
        }
    }

    /// 0 if it comes in chunks.
    var knownLength: Int {
        if case .length(let length) = self { length } else { 0 }
    }
}
