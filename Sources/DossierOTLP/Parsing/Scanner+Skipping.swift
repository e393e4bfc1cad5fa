extension Scanner {
    /// Passes over one JSON value of any depth, and checks its grammar.
    ///
    /// Uses no recursion.
    mutating func skipValue() throws(ReadFailure) {
        var nesting = Nesting()
        while true {
            switch try peek() {
            case UInt8(ascii: "{"):
                position += 1
                guard try peek() == UInt8(ascii: "}") else {
                    nesting.open(object: true)
                    try skipKey()
                    continue
                }
                position += 1
            case UInt8(ascii: "["):
                position += 1
                guard try peek() == UInt8(ascii: "]") else {
                    nesting.open(object: false)
                    continue
                }
                position += 1
            default: try skipScalar()
            }
            if try closeLists(&nesting) { return }
        }
    }

    /// Passes over the ends of lists behind a value and the separator before the next one.
    ///
    /// Returns whether the outermost value is complete.
    private mutating func closeLists(_ nesting: inout Nesting) throws(ReadFailure) -> Bool {
        while nesting.depth > 0 {
            let isObject = nesting.isObject
            let byte = try peek()
            if byte == UInt8(ascii: ",") {
                position += 1
                if isObject { try skipKey() }
                return false
            }
            guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                throw .syntax(
                    isObject ? "expected ',' or '}'" : "expected ',' or ']'",
                    at: position
                )
            }
            position += 1
            nesting.close()
        }
        return true
    }

    mutating func skipKey() throws(ReadFailure) {
        guard try peek() == UInt8(ascii: "\"") else {
            throw .syntax("expected a key in quotes", at: position)
        }
        _ = try text()
        try expect(UInt8(ascii: ":"), "expected ':' behind a key")
    }

    /// Passes over a string, number or literal.
    mutating func skipScalar() throws(ReadFailure) {
        switch try peek() {
        case UInt8(ascii: "\""): _ = try text()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: _ = try lenientNumberToken()
        }
    }
}

/// The open lists around a position: one bit each, objects 1 and arrays 0.
private struct Nesting {
    private(set) var depth = 0
    private var bits: UInt64 = 0
    private var outer: [UInt64] = []

    var isObject: Bool { bits & 1 == 1 }

    mutating func open(object: Bool) {
        if depth > 0, depth % 64 == 0 {
            outer.append(bits)
            bits = 0
        }
        bits = bits << 1 | (object ? 1 : 0)
        depth += 1
    }

    mutating func close() {
        depth -= 1
        bits >>= 1
        if depth > 0, depth % 64 == 0, let word = outer.popLast() { bits = word }
    }
}
