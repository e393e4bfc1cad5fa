import DossierRegularExpressions

/// Cuts a line of logfmt into pairs.
struct LogfmtReader {
    enum Pair {
        case pair(key: Range<Int>, value: Value)
        /// Something that is no pair was skipped.
        case invalid
    }

    enum Value {
        case none
        case plain(Range<Int>)
        /// The inside of quotes with escapes.
        case escaped(Range<Int>)
    }

    let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte <= UInt8(ascii: " ") }

    /// The next pair; nil at the end of the line.
    mutating func next() -> Pair? {
        while position < bytes.count, isSpace(bytes[position]) { position += 1 }
        guard position < bytes.count else { return nil }
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "=") || byte == UInt8(ascii: "\"") || isSpace(byte) { break }
            position += 1
        }
        let key = start..<position
        guard position < bytes.count, !isSpace(bytes[position]) else {
            return isValid(key) ? .pair(key: key, value: .none) : .invalid
        }
        guard bytes[position] == UInt8(ascii: "="), !key.isEmpty, isValid(key) else {
            return skip()
        }
        position += 1
        guard position < bytes.count, !isSpace(bytes[position]) else {
            return .pair(key: key, value: .none)
        }
        if bytes[position] == UInt8(ascii: "\"") { return readQuoted(key) }
        let valueStart = position
        while position < bytes.count, !isSpace(bytes[position]) {
            if bytes[position] == UInt8(ascii: "=") || bytes[position] == UInt8(ascii: "\"") {
                return skip()
            }
            position += 1
        }
        return .pair(key: key, value: .plain(valueStart..<position))
    }

    /// Whether a key is UTF-8 without replacement characters.
    private func isValid(_ key: Range<Int>) -> Bool {
        guard bytes[key].contains(where: { $0 >= 0x80 }) else { return true }
        let text = Array(bytes[key])
        return UTF8Scalar.isValid(text) && !text.contains(replacement: ())
    }

    /// Steps to the next white space.
    private mutating func skip() -> Pair {
        while position < bytes.count, !isSpace(bytes[position]) { position += 1 }
        return .invalid
    }

    private mutating func readQuoted(_ key: Range<Int>) -> Pair {
        let start = position + 1
        var hasEscapes = false
        position = start
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\"):
                hasEscapes = true
                position += 2
            case UInt8(ascii: "\""):
                let range = start..<position
                position += 1
                return .pair(key: key, value: hasEscapes ? .escaped(range) : .plain(range))
            default: position += 1
            }
        }
        position = bytes.count
        return .invalid
    }
}

extension [UInt8] {
    /// Whether the replacement character is among the bytes.
    fileprivate func contains(replacement: Void) -> Bool {
        indices.dropLast(2).contains {
            self[$0] == 0xef && self[$0 + 1] == 0xbf && self[$0 + 2] == 0xbd
        }
    }
}
