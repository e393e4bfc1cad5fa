/// The fields of a `ResourceSpans` or a `ScopeSpans`, or one of those of the other signals.
///
/// All have the same numbers: what is shared, what it is shared by, and a schema URL.
struct WireGroup {
    /// The resource or the scope.
    private(set) var shared = WireMessages()
    private(set) var schemaURL: [UInt8] = []
    /// The fields that hold neither, nor a schema URL.
    private(set) var others: [(field: WireField, position: Int)] = []
    private(set) var hasMembers = false
    /// Why the fields can't be told apart from the beginning of `tail` on; nil if all can.
    private(set) var failure: ReadFailure?
    private(set) var tail: WireReader
    /// What is left of the fields before `tail`.
    private var rest: WireReader

    /// How many fields are listed in `others`.
    private static let otherLimit = 8

    init(_ message: WireReader) {
        tail = message
        rest = message
        do throws(ReadFailure) {
            while !tail.isAtEnd { try readField() }
        } catch {
            failure = error
            rest = WireReader(base: rest.base, position: rest.position, end: tail.position)
        }
    }

    private mutating func readField() throws(ReadFailure) {
        var next = tail
        guard let field = try next.nextField() else { return }
        let position = next.position
        switch field {
        case .bytes(1): shared.append(try next.content())
        case .bytes(2):
            _ = try next.content()
            hasMembers = true
        case .bytes(3): schemaURL = Array(try next.content().bytes)
        default:
            try next.skip(field)
            if others.count < Self.otherLimit { others.append((field, position)) }
        }
        tail = next
    }

    /// The next of the messages that share the resource or scope.
    mutating func nextMember() -> WireReader? {
        do throws(ReadFailure) {
            while let field = try rest.nextField() {
                guard field == .bytes(2) else {
                    try rest.skip(field)
                    continue
                }
                return try rest.content()
            }
        } catch {
            // The fields before the tail were read once.
        }
        return nil
    }
}

/// The messages of a field that holds one, but may come several times: they are merged.
struct WireMessages {
    private var first: WireReader?
    private var others: [WireReader] = []

    var isEmpty: Bool { first == nil }
    /// The message, if there is exactly one.
    var only: WireReader? { others.isEmpty ? first : nil }
    var all: [WireReader] { (first.map { [$0] } ?? []) + others }

    mutating func append(_ message: WireReader) {
        if first == nil { first = message } else { others.append(message) }
    }
}
