package import DossierColumns

/// JSON text under construction.
package struct JSONBuffer: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// Whether the next member or element needs a comma before it.
    private var needsComma = false

    package init() {}

    package var count: Int { bytes.count }

    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// The key of the next value; it needs no escapes.
    package mutating func key(_ key: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        key.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func null() { literal("null") }
    package mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }

    package mutating func number(_ value: some FixedWidthInteger) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
        needsComma = true
    }

    /// A 64-bit number, in quotes as OTLP has it.
    package mutating func quotedNumber(_ value: some FixedWidthInteger) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: String(value).utf8)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// A double: the shortest decimal that reads back as the same, or a name in quotes.
    package mutating func double(bits: UInt64) {
        let value = Double(bitPattern: bits)
        if value.isFinite {
            separate()
            bytes.append(contentsOf: value.description.utf8)
            needsComma = true
        } else {
            string(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
        }
    }

    package mutating func string(_ value: String) {
        var value = value
        value.withUTF8 { string($0) }
    }

    /// A string of UTF-8, in which surrogates may stand alone; other bytes pass as they are.
    package mutating func string(_ value: some Collection<UInt8>) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        let isCopied: Void? = value.withContiguousStorageIfAvailable { escape($0) }
        if isCopied == nil { Array(value).withUnsafeBufferPointer { escape($0) } }
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// A key that is not known when the program is written.
    package mutating func dynamicKey(_ key: some Collection<UInt8>) {
        string(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// JSON text that is complete in itself.
    package mutating func json(_ value: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: value)
        needsComma = true
    }

    /// Ends a line between values.
    package mutating func newline() {
        bytes.append(0x0a)
        needsComma = false
    }

    private mutating func literal(_ text: StaticString) {
        separate()
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
        needsComma = true
    }

    @inline(__always)
    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func open(_ byte: UInt8) {
        separate()
        bytes.append(byte)
        needsComma = false
    }

    private mutating func close(_ byte: UInt8) {
        bytes.append(byte)
        needsComma = true
    }

    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        var plainStart = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            let isSurrogate =
                byte == 0xed && index + 2 < text.count && text[index + 1] >= 0xa0
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), !isSurrogate {
                index += 1
                continue
            }
            bytes.append(contentsOf: text[plainStart..<index])
            if isSurrogate {
                let unit =
                    0xd000 | UInt16(text[index + 1] & 0x3f) << 6 | UInt16(text[index + 2] & 0x3f)
                unicodeEscape(unit)
                index += 3
            } else {
                controlEscape(byte)
                index += 1
            }
            plainStart = index
        }
        bytes.append(contentsOf: text[plainStart..<text.count])
    }

    private mutating func controlEscape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [0x5c, byte])
        case 0x0a: bytes.append(contentsOf: [0x5c, UInt8(ascii: "n")])
        case 0x0d: bytes.append(contentsOf: [0x5c, UInt8(ascii: "r")])
        case 0x09: bytes.append(contentsOf: [0x5c, UInt8(ascii: "t")])
        default: unicodeEscape(UInt16(byte))
        }
    }

    private mutating func unicodeEscape(_ unit: UInt16) {
        bytes.append(contentsOf: [0x5c, UInt8(ascii: "u")])
        for shift in [12, 8, 4, 0] as [UInt16] { bytes.append(hexDigit(UInt8(unit >> shift & 15))) }
    }
}

extension JSONBuffer {
    /// Eight or sixteen bytes as lower-case hexadecimal digits, in quotes.
    package mutating func hex(_ words: UInt64...) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        for word in words {
            for shift in stride(from: 60, through: 0, by: -4) {
                bytes.append(hexDigit(UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 15))
            }
        }
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    package mutating func traceID(_ id: TraceID) { hex(id.high, id.low) }
}

@inline(__always)
private func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
