/// Why a value could not be read, and where.
///
/// Trivial, so that throwing it costs nothing.
struct ReadFailure: Error {
    enum Kind {
        /// The bytes at hand end inside the value: with more of them it may be fine.
        case truncated
        /// More of the input would have to be in memory than a reader may hold.
        case tooLong
        /// Not JSON.
        case syntax
        /// JSON, but not what OTLP has in this place: costs the smallest enclosing item.
        case invalid
    }

    let kind: Kind
    /// Where in the buffer.
    let position: Int
    let reason: StaticString

    static func truncated(at position: Int) -> ReadFailure {
        ReadFailure(kind: .truncated, position: position, reason: "the input ends here")
    }

    static func tooLong(at position: Int) -> ReadFailure {
        ReadFailure(kind: .tooLong, position: position, reason: "too long to be read")
    }

    static func syntax(_ reason: StaticString, at position: Int) -> ReadFailure {
        ReadFailure(kind: .syntax, position: position, reason: reason)
    }

    static func invalid(_ reason: StaticString, at position: Int) -> ReadFailure {
        ReadFailure(kind: .invalid, position: position, reason: reason)
    }
}
