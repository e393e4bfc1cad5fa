/// Skips one JSON value of any depth, checking its grammar; resumable where the input in memory
/// ends.
///
/// Uses no recursion, and one bit of memory per level of nesting.
struct ValueSkip {
    private enum Step {
        case value
        /// After the opening brace or bracket of a list.
        case firstMember, firstElement
        case key
        /// Between the quotes of a key, of a string.
        case keyText, text
        case colon
        /// After a value.
        case end
    }

    private var step = Step.value
    private var nesting = Nesting()

    /// Continues with the value at the scanner; returns past its end.
    ///
    /// After a `truncated` failure `run` can be called again with more input: nothing before the
    /// scanner's position is needed any more.
    mutating func run(_ scanner: inout Scanner) throws(ReadFailure) {
        while true {
            switch step {
            case .value: try value(&scanner)
            case .firstMember:
                let isEmpty = try scanner.peek() == UInt8(ascii: "}")
                open(object: true, isEmpty, &scanner)
            case .firstElement:
                let isEmpty = try scanner.peek() == UInt8(ascii: "]")
                open(object: false, isEmpty, &scanner)
            case .key:
                try scanner.expect(UInt8(ascii: "\""), "expected a quoted key")
                step = .keyText
            case .keyText:
                try scanner.skipText()
                step = .colon
            case .text:
                try scanner.skipText()
                step = .end
            case .colon:
                try scanner.expect(UInt8(ascii: ":"), "expected ':' after a key")
                step = .value
            case .end:
                if nesting.depth == 0 { return }
                try next(&scanner)
            }
        }
    }

    private mutating func value(_ scanner: inout Scanner) throws(ReadFailure) {
        switch try scanner.peek() {
        case UInt8(ascii: "{"):
            scanner.position += 1
            step = .firstMember
        case UInt8(ascii: "["):
            scanner.position += 1
            step = .firstElement
        case UInt8(ascii: "\""):
            scanner.position += 1
            step = .text
        default:
            let start = scanner.position
            do throws(ReadFailure) {
                try scanner.skipScalar()
            } catch {
                if error.kind == .truncated { scanner.position = start }
                throw error
            }
            step = .end
        }
    }

    private mutating func open(object: Bool, _ isEmpty: Bool, _ scanner: inout Scanner) {
        if isEmpty {
            scanner.position += 1
            step = .end
        } else {
            nesting.open(object: object)
            step = object ? .key : .value
        }
    }

    /// Skips what separates a value in a list from the next one, or ends the list.
    private mutating func next(_ scanner: inout Scanner) throws(ReadFailure) {
        let isObject = nesting.isObject
        switch try scanner.peek() {
        case UInt8(ascii: ","): step = isObject ? .key : .value
        case isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"): nesting.close()
        default:
            throw .syntax(
                isObject ? "expected ',' or '}'" : "expected ',' or ']'",
                at: scanner.position
            )
        }
        scanner.position += 1
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
