/// Why bytes are not JSON, and where.
package struct JSONError: Error, CustomStringConvertible {
    package let reason: String
    package let offset: Int

    package var description: String { "\(reason) at byte \(offset)" }
}

extension JSON {
    /// Reads one value with nothing but white space around it.
    package init(_ bytes: some Collection<UInt8>) throws(JSONError) {
        var parser = JSONParser(bytes: Array(bytes))
        self = try parser.value()
        try parser.expectEnd()
    }

    package init(_ text: String) throws(JSONError) {
        try self.init(text.utf8)
    }

    /// Reads one value a line; empty lines are passed over.
    package static func lines(_ bytes: some Collection<UInt8>) throws(JSONError) -> [JSON] {
        var values: [JSON] = []
        for line in Array(bytes).split(separator: 0x0a) { values.append(try JSON(line)) }
        return values
    }
}

/// Reads JSON without recursion, so that depth is no danger.
private struct JSONParser {
    let bytes: [UInt8]
    var position = 0

    private struct Open {
        let isObject: Bool
        var elements: [JSON] = []
        var keys: [String] = []
    }

    mutating func value() throws(JSONError) -> JSON {
        var open: [Open] = []
        while true {
            var complete: JSON?
            switch try peek() {
            case UInt8(ascii: "{"):
                position += 1
                open.append(Open(isObject: true))
                if try peek() == UInt8(ascii: "}") {
                    complete = close(&open)
                } else {
                    try key(&open)
                }
            case UInt8(ascii: "["):
                position += 1
                open.append(Open(isObject: false))
                if try peek() == UInt8(ascii: "]") { complete = close(&open) }
            default: complete = try scalar()
            }
            while let value = complete {
                guard !open.isEmpty else { return value }
                open[open.count - 1].elements.append(value)
                complete = try separator(&open)
            }
        }
    }

    /// Passes over what follows an element; returns the list if it ends here.
    private mutating func separator(_ open: inout [Open]) throws(JSONError) -> JSON? {
        let isObject = open[open.count - 1].isObject
        switch try peek() {
        case UInt8(ascii: ","):
            position += 1
            if isObject { try key(&open) }
            return nil
        case isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"): return close(&open)
        default: throw error("a list neither ends nor goes on")
        }
    }

    private mutating func close(_ open: inout [Open]) -> JSON {
        position += 1
        let list = open.removeLast()
        guard list.isObject else { return .array(list.elements) }
        return .object(zip(list.keys, list.elements).map { JSON.Member(key: $0, value: $1) })
    }

    private mutating func key(_ open: inout [Open]) throws(JSONError) {
        guard try peek() == UInt8(ascii: "\"") else { throw error("no key in quotes") }
        open[open.count - 1].keys.append(String(decoding: try string(), as: UTF8.self))
        guard try peek() == UInt8(ascii: ":") else { throw error("no colon behind a key") }
        position += 1
    }

    private mutating func scalar() throws(JSONError) -> JSON {
        switch try peek() {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func literal(_ text: String, _ value: JSON) throws(JSONError) -> JSON {
        guard bytes[position...].starts(with: text.utf8) else { throw error("no value") }
        position += text.utf8.count
        return value
    }

    private mutating func number() throws(JSONError) -> String {
        let start = position
        if at(UInt8(ascii: "-")) { position += 1 }
        if at(UInt8(ascii: "0")) { position += 1 } else { try digits() }
        if at(UInt8(ascii: ".")) {
            position += 1
            try digits()
        }
        if at(UInt8(ascii: "e")) || at(UInt8(ascii: "E")) {
            position += 1
            if at(UInt8(ascii: "+")) || at(UInt8(ascii: "-")) { position += 1 }
            try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        if position == start { throw error("no digit") }
    }

    private mutating func string() throws(JSONError) -> [UInt8] {
        position += 1
        var text: [UInt8] = []
        while true {
            guard position < bytes.count else { throw error("a string without an end") }
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return text
            case UInt8(ascii: "\\"): try escape(&text)
            case 0..<0x20: throw error("a control character in a string")
            default: text.append(byte)
            }
        }
    }

    private mutating func escape(_ text: inout [UInt8]) throws(JSONError) {
        guard position < bytes.count else { throw error("a string without an end") }
        position += 1
        switch bytes[position - 1] {
        case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): text.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): try codePoint(&text)
        default: throw error("an unknown escape")
        }
    }

    private mutating func codePoint(_ text: inout [UInt8]) throws(JSONError) {
        var scalar = try codeUnit()
        if scalar & 0xfc00 == 0xd800, bytes[position...].starts(with: "\\u".utf8) {
            let start = position
            position += 2
            let low = try codeUnit()
            if low & 0xfc00 == 0xdc00 {
                scalar = 0x10000 + (scalar & 0x3ff) << 10 + (low & 0x3ff)
            } else {
                position = start
            }
        }
        func byte(_ lead: UInt32, _ shift: UInt32, _ mask: UInt32) -> UInt8 {
            UInt8(lead | scalar >> shift & mask)
        }
        switch scalar {
        case 0..<0x80: text.append(UInt8(scalar))
        case 0..<0x800: text += [byte(0xc0, 6, 0x1f), byte(0x80, 0, 0x3f)]
        case 0..<0x10000:
            text += [byte(0xe0, 12, 0xf), byte(0x80, 6, 0x3f), byte(0x80, 0, 0x3f)]
        default:
            text += [
                byte(0xf0, 18, 7), byte(0x80, 12, 0x3f), byte(0x80, 6, 0x3f), byte(0x80, 0, 0x3f),
            ]
        }
    }

    private mutating func codeUnit() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count,
            bytes[position..<(position + 4)].allSatisfy({ Character(.init($0)).isHexDigit }),
            let unit = UInt32(
                String(decoding: bytes[position..<(position + 4)], as: UTF8.self),
                radix: 16
            )
        else { throw error("no four hexadecimal digits") }
        position += 4
        return unit
    }

    private func at(_ byte: UInt8) -> Bool { position < bytes.count && bytes[position] == byte }

    private mutating func peek() throws(JSONError) -> UInt8 {
        while position < bytes.count, [0x20, 0x0a, 0x0d, 0x09].contains(bytes[position]) {
            position += 1
        }
        guard position < bytes.count else { throw error("the end inside a value") }
        return bytes[position]
    }

    mutating func expectEnd() throws(JSONError) {
        if (try? peek()) != nil { throw error("something behind the value") }
    }

    private func error(_ reason: String) -> JSONError {
        JSONError(reason: reason, offset: position)
    }
}
