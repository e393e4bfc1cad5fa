internal import DossierColumns

extension Scanner {
    /// Enters an object.
    @inline(__always)
    mutating func beginObject() throws(ReadFailure) {
        guard try peek() == UInt8(ascii: "{") else {
            throw .invalid("expected an object", at: position)
        }
        position += 1
    }

    /// Moves to the value of the next member and returns its key; nil, past the brace, at the end.
    @inline(__always)
    mutating func nextMember(_ isFirst: inout Bool) throws(ReadFailure) -> JSONKey? {
        guard let text = try nextKey(&isFirst) else { return nil }
        return JSONKey(try bytes(text))
    }

    /// Like `nextMember`, but returns the key's text.
    @inline(__always)
    mutating func nextKey(_ isFirst: inout Bool) throws(ReadFailure) -> JSONText? {
        var byte = try peek()
        if byte == UInt8(ascii: "}") {
            position += 1
            return nil
        }
        if !isFirst {
            guard byte == UInt8(ascii: ",") else {
                throw .syntax("expected ',' or '}'", at: position)
            }
            position += 1
            byte = try peek()
        }
        isFirst = false
        guard byte == UInt8(ascii: "\"") else {
            throw .syntax("expected a quoted key", at: position)
        }
        let text = try text()
        try expect(UInt8(ascii: ":"), "expected ':' after a key")
        return text
    }

    /// Enters an array; false, and past it, if the value is `null`.
    @inline(__always)
    mutating func beginArray() throws(ReadFailure) -> Bool {
        if try peek() == UInt8(ascii: "[") {
            position += 1
            return true
        }
        guard try null() else { throw .invalid("expected an array", at: position) }
        return false
    }

    /// Moves to the next element; false, past the bracket, at the end.
    @inline(__always)
    mutating func nextElement(_ isFirst: inout Bool) throws(ReadFailure) -> Bool {
        let byte = try peek()
        if byte == UInt8(ascii: "]") {
            position += 1
            return false
        }
        if isFirst {
            isFirst = false
            return true
        }
        guard byte == UInt8(ascii: ",") else { throw .syntax("expected ',' or ']'", at: position) }
        position += 1
        if try peek() == UInt8(ascii: "]") {
            throw .syntax("expected a value after ','", at: position)
        }
        return true
    }

    /// A string, or a number by its digits; nil for `null`.
    mutating func textOrNumber() throws(ReadFailure) -> JSONText? {
        switch try peek() {
        case UInt8(ascii: "\""): return try text()
        case UInt8(ascii: "n"):
            try literal("null")
            return nil
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "t"), UInt8(ascii: "f"):
            throw .invalid("expected a string", at: position)
        default:
            let token = try numberToken()
            return JSONText(start: token.lowerBound, end: token.upperBound, hasEscapes: false)
        }
    }

    /// `true` or `false`; nil for `null`.
    mutating func bool() throws(ReadFailure) -> Bool? {
        switch try peek() {
        case UInt8(ascii: "t"):
            try literal("true")
            return true
        case UInt8(ascii: "f"):
            try literal("false")
            return false
        case UInt8(ascii: "n"):
            try literal("null")
            return nil
        default: throw .invalid("expected true or false", at: position)
        }
    }
}
