extension Scanner {
    /// Skips one JSON value of any depth, and checks its grammar.
    mutating func skipValue() throws(ReadFailure) {
        var skip = ValueSkip()
        try skip.run(&self)
    }

    /// Skips the rest of a string, from anywhere between its quotes but right after a backslash.
    mutating func skipText() throws(ReadFailure) {
        while true {
            let found = stringEnds(in: word(at: position))
            if found == 0 {
                position += 8
                continue
            }
            position += found.trailingZeroBitCount >> 3
            switch base[position] {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"):
                if position + 1 >= limit { throw .truncated(at: position) }
                position += 2
            case 0x0a: throw .syntax("newline inside a string", at: position)
            case 0 where position >= limit:
                position = limit
                throw .truncated(at: limit)
            default: position += 1
            }
        }
    }

    /// Skips a number or literal.
    mutating func skipScalar() throws(ReadFailure) {
        switch try peek() {
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: _ = try lenientNumberToken()
        }
    }
}
