/// Why a value could not be read, and where.
///
/// A trivial type, so that throwing it is cheap.
struct ReadFailure: Error {
    enum Kind {
        /// The bytes in memory end inside the value: with more of them it may be fine.
        case truncated
        /// The value needs more of the input in memory than the window may hold.
        case tooLong
        /// Not JSON.
        case syntax
        /// JSON, but not valid OTLP: the smallest enclosing element is rejected.
        case invalid
    }

    let kind: Kind
    /// The position in the window.
    let position: Int
    let reason: StaticString

    static func truncated(at position: Int) -> ReadFailure {
        ReadFailure(kind: .truncated, position: position, reason: "input ends here")
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

    /// A request inside another one: the line before was cut short, and this is the next one.
    static func nestedRequest(at position: Int) -> ReadFailure {
        .syntax("request inside another request", at: position)
    }
}
