import DossierLogQLSyntax
import DossierPromQLSyntax

/// What is wrong with a text that is to be JSON.
struct OracleDamage: Error {}

/// The members of objects, read one after the other; what is behind damage is not seen.
struct OracleJSON {
    enum Kind {
        case string, number, bool, null, array, object
    }

    struct Value {
        let kind: Kind
        /// As it is written; of a string what is between the quotes.
        let text: [UInt8]

        /// The text of a scalar: of a string without escapes, empty if there is a wrong one.
        var label: ByteString {
            guard kind == .string else { return ByteString(text) }
            guard let bytes = OracleJSON.unescaped(text) else { return "" }
            let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
            return ByteString(
                String(String.UnicodeScalarView(scalars.map { $0 == "\u{FFFD}" ? " " : $0 }))
            )
        }
    }

    private let text: [UInt8]
    private var position = 0

    init(_ text: [UInt8]) {
        self.text = text
    }

    private var next: UInt8? { position < text.count ? text[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, " \t\r\n".utf8.contains(byte) { position += 1 }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Calls back with the members of an object; what is behind it is ignored.
    mutating func forEachMember(_ body: ([UInt8], Value) throws -> Void) throws {
        guard skip("{") else { throw OracleDamage() }
        while !skip("}") {
            guard skip("\""), let key = Self.unescaped(try string()), skip(":") else {
                throw OracleDamage()
            }
            try body(key, try value())
            guard !skip("}") else { return }
            guard skip(",") else { throw OracleDamage() }
        }
    }

    /// The first value that a path leads to; nil if there is none before the end.
    mutating func find(_ path: ArraySlice<JSONPath.Step>) throws -> Value? {
        guard let step = path.first else { return try value() }
        let (open, close): (Unicode.Scalar, Unicode.Scalar)
        switch step {
        case .key: (open, close) = ("{", "}")
        case .index: (open, close) = ("[", "]")
        }
        guard skip(open) else {
            _ = try value()
            return nil
        }
        var number = 0
        while !skip(close) {
            if number > 0 {
                guard skip(",") else { throw OracleDamage() }
                guard !skip(close) else { return nil }
            }
            let isOnPath: Bool
            switch step {
            case .index(let index): isOnPath = number == index
            case .key(let wanted):
                guard skip("\"") else { throw OracleDamage() }
                isOnPath = Self.unescaped(try string()) == wanted
                guard skip(":") else { throw OracleDamage() }
            }
            number += 1
            if !isOnPath {
                _ = try value()
            } else if let found = try find(path.dropFirst()) {
                return found
            }
        }
        return nil
    }

    /// A string behind its first quote.
    private mutating func string() throws -> [UInt8] {
        let start = position
        while let byte = next {
            position += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { return Array(text[start..<(position - 1)]) }
        }
        throw OracleDamage()
    }

    mutating func value() throws -> Value {
        skipSpace()
        guard let first = next else { throw OracleDamage() }
        let start = position
        switch first {
        case UInt8(ascii: "\""):
            position += 1
            return Value(kind: .string, text: try string())
        case UInt8(ascii: "{"):
            try skipBlock("{", "}")
            return Value(kind: .object, text: Array(text[start..<position]))
        case UInt8(ascii: "["):
            try skipBlock("[", "]")
            return Value(kind: .array, text: Array(text[start..<position]))
        default:
            while let byte = next, !" \t\r\n,]}".utf8.contains(byte) { position += 1 }
            let word = Array(text[start..<position])
            if word == Array("true".utf8) || word == Array("false".utf8) {
                return Value(kind: .bool, text: word)
            }
            if word == Array("null".utf8) { return Value(kind: .null, text: word) }
            guard "-0123456789".utf8.contains(first) else { throw OracleDamage() }
            return Value(kind: .number, text: word)
        }
    }

    /// Goes to behind the bracket that closes the one here; only strings and these two count.
    private mutating func skipBlock(_ open: Unicode.Scalar, _ close: Unicode.Scalar) throws {
        var depth = 0
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): _ = try string()
            case UInt8(ascii: open): depth += 1
            case UInt8(ascii: close):
                depth -= 1
                if depth == 0 { return }
            default: break
            }
        }
        throw OracleDamage()
    }

    /// A string without its escapes; nil if one is none.
    static func unescaped(_ text: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                continue
            }
            guard let escape = rest.popFirst() else { return nil }
            switch Character(Unicode.Scalar(escape)) {
            case "\"", "\\", "/": result.append(escape)
            case "b": result.append(8)
            case "f": result.append(12)
            case "n": result.append(10)
            case "r": result.append(13)
            case "t": result.append(9)
            case "u":
                guard let scalar = escapedScalar(&rest) else { return nil }
                result += Array(String(scalar).utf8)
            default: return nil
            }
        }
        return result
    }

    /// What four digits, or the two halves of a pair, stand for.
    private static func escapedScalar(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar? {
        guard let first = hexadecimal(&rest) else { return nil }
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard rest.starts(with: "\\u".utf8) else { return nil }
        rest.removeFirst(2)
        guard let second = hexadecimal(&rest), first < 0xDC00, 0xDC00..<0xE000 ~= second else {
            return nil
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private static func hexadecimal(_ rest: inout ArraySlice<UInt8>) -> UInt32? {
        let digits = rest.prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
        else { return nil }
        rest.removeFirst(4)
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
