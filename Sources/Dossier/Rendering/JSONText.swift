/// Writes JSON on one line: commas, escapes and numbers are its business, the structure the caller's.
package struct JSONText: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// Whether a comma has to come before the next member or element.
    private var needsComma: Bool

    /// Starts a text, or goes on with one whose last element was written elsewhere.
    package init(needsComma: Bool = false) {
        self.needsComma = needsComma
    }

    package mutating func object(_ key: String? = nil, _ members: (inout JSONText) -> Void) {
        open("{", key)
        members(&self)
        close("}")
    }

    package mutating func array<Element>(
        _ key: String? = nil,
        _ elements: some Sequence<Element>,
        _ write: (inout JSONText, Element) -> Void
    ) {
        open("[", key)
        for element in elements {
            write(&self, element)
        }
        close("]")
    }

    /// Opens an object or array that is written in several steps.
    package mutating func open(_ bracket: Unicode.Scalar, _ key: String? = nil) {
        begin(key)
        bytes.append(UInt8(ascii: bracket))
        needsComma = false
    }

    package mutating func close(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    package mutating func string(_ key: String? = nil, _ value: String?) {
        begin(key)
        if let value { quote(value) } else { bytes += "null".utf8 }
    }

    package mutating func integer(_ key: String? = nil, _ value: (some BinaryInteger)?) {
        begin(key)
        bytes += (value.map { String($0) } ?? "null").utf8
    }

    /// A number; null if it is none or infinite, which JSON cannot say.
    package mutating func double(_ key: String? = nil, _ value: Double) {
        begin(key)
        bytes += (value.isFinite ? "\(value)" : "null").utf8
    }

    package mutating func bool(_ key: String? = nil, _ value: Bool) {
        begin(key)
        bytes += (value ? "true" : "false").utf8
    }

    /// A number as it is to be written.
    mutating func literal(_ key: String? = nil, _ number: String) {
        begin(key)
        bytes += number.utf8
    }

    /// An array of a time, in seconds, and a number as text.
    mutating func sample(_ key: String? = nil, _ milliseconds: Int64, _ value: Double) {
        begin(key)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer in
            var text = ShortText(buffer)
            text.append("[")
            if milliseconds < 0 { text.append("-") }
            let (seconds, fraction) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
            text.append(digitsOf: seconds)
            if fraction != 0 {
                text.append(".")
                text.append(digitsOf: fraction, count: 3)
            }
            text.append(",")
            text.append("\"")
            if let whole = Int64(exactly: value), whole.magnitude < 1 << 53,
                value.bitPattern != 1 << 63
            {
                if whole < 0 { text.append("-") }
                text.append(digitsOf: whole.magnitude)
                text.append("\"")
                text.append("]")
                bytes.append(contentsOf: text.bytes)
            } else {
                bytes.append(contentsOf: text.bytes)
                bytes.append(contentsOf: QueryNumber.text(value).utf8)
                bytes.append(UInt8(ascii: "\""))
                bytes.append(UInt8(ascii: "]"))
            }
        }
    }

    /// Ends the line, and hands over what was written so far.
    package mutating func takeBytes(endingLine: Bool = false) -> [UInt8] {
        if endingLine { bytes.append(UInt8(ascii: "\n")) }
        defer { bytes.removeAll() }
        return bytes
    }

    private mutating func begin(_ key: String?) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        if let key {
            quote(key)
            bytes.append(UInt8(ascii: ":"))
        }
        needsComma = true
    }

    /// Escapes what JSON asks for, and all control characters, as the text may meet a terminal.
    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes += #"\""#.utf8
            case "\\": bytes += #"\\"#.utf8
            case "\n": bytes += #"\n"#.utf8
            case "\r": bytes += #"\r"#.utf8
            case "\t": bytes += #"\t"#.utf8
            case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}":
                bytes += ("\\u" + hexadecimal(scalar.value, digits: 4)).utf8
            default: bytes += String(scalar).utf8
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
