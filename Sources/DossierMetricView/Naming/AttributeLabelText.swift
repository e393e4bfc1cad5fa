package import DossierColumns
import DossierPrimitives
import DossierPromQL
import DossierPromQLSyntax

/// Values of attributes as label values: strings as they are, the others as OpenTelemetry's Go
/// library prints them.
package enum AttributeLabelText {
    /// How deep values within values are printed.
    private static let depthLimit = 128

    /// The text of a column's word.
    package static func text(
        _ type: DossierColumns.ValueType,
        _ word: UInt64,
        _ strings: StringTable
    ) -> [UInt8] {
        switch type {
        case .bool: return Array((word != 0 ? "true" : "false").utf8)
        case .int: return Array(String(Int64(bitPattern: word)).utf8)
        case .double: return Array(number(Double(bitPattern: word)).utf8)
        case .string, .bytes, .composite:
            let code = UInt32(truncatingIfNeeded: word)
            guard code < strings.count else { return [] }
            switch type {
            case .string: return Array(strings[code])
            case .bytes: return encodeBase64(strings[code])
            default: return text(composite: strings[code])
            }
        default: return []
        }
    }

    /// The text of a value in the composite encoding.
    package static func text(composite bytes: ArraySlice<UInt8>) -> [UInt8] {
        var reader = CompositeReader(bytes)
        guard let token = reader.next() else { return [] }
        switch token {
        case .empty: return []
        case .bool(let value): return Array((value ? "true" : "false").utf8)
        case .int(let value): return Array(String(value).utf8)
        case .double(let bits): return Array(number(Double(bitPattern: bits)).utf8)
        case .string(let range), .json(let range): return Array(bytes[range])
        case .bytes(let range): return encodeBase64(bytes[range])
        case .array, .list:
            var reader = CompositeReader(bytes)
            return json(&reader, depth: 0)
        }
    }

    private static func json(_ reader: inout CompositeReader, depth: Int) -> [UInt8] {
        guard depth < depthLimit, let token = reader.next() else { return Array("null".utf8) }
        switch token {
        case .empty: return Array("null".utf8)
        case .bool(let value): return Array((value ? "true" : "false").utf8)
        case .int(let value): return Array(String(value).utf8)
        case .double(let bits):
            let value = Double(bitPattern: bits)
            return value.isFinite
                ? Array(number(value).utf8) : quoted(Array(number(value).utf8)[...])
        case .string(let range): return quoted(reader.bytes[range])
        case .json(let range): return Array(reader.bytes[range])
        case .bytes(let range): return quoted(encodeBase64(reader.bytes[range])[...])
        case .array(let count):
            var text: [UInt8] = [UInt8(ascii: "[")]
            for index in 0..<count where !reader.isAtEnd {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                text += json(&reader, depth: depth + 1)
            }
            return text + [UInt8(ascii: "]")]
        case .list(let count): return object(count, &reader, depth: depth)
        }
    }

    /// Members in the order of their keys, the last one of a key alone.
    private static func object(
        _ count: Int,
        _ reader: inout CompositeReader,
        depth: Int
    ) -> [UInt8] {
        var members: [[UInt8]: [UInt8]] = [:]
        for _ in 0..<count {
            guard let key = reader.key() else { break }
            members[Array(reader.bytes[key])] = json(&reader, depth: depth + 1)
        }
        let sorted = members.sorted { $0.key.precedes($1.key) }
        let texts = sorted.map { quoted($0.key[...]) + [UInt8(ascii: ":")] + $0.value }
        return [UInt8(ascii: "{")] + Array(texts.joined(separator: [UInt8(ascii: ",")]))
            + [UInt8(ascii: "}")]
    }

    private static func quoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""): result += #"\""#.utf8
            case UInt8(ascii: "\\"): result += #"\\"#.utf8
            case 0x08: result += #"\b"#.utf8
            case 0x0C: result += #"\f"#.utf8
            case 0x0A: result += #"\n"#.utf8
            case 0x0D: result += #"\r"#.utf8
            case 0x09: result += #"\t"#.utf8
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                result += ("\\u00" + (byte < 0x10 ? "0" : "") + digits).utf8
            default: result.append(byte)
            }
        }
        return result + [UInt8(ascii: "\"")]
    }

    /// The fewest digits; an exponent below 1e-6 and from 1e21 on, as in JSON.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "Infinity" : "-Infinity" }
        let magnitude = value.magnitude
        guard magnitude != 0, magnitude < 1e-6 || magnitude >= 1e21 else {
            return FloatText.decimal(value)
        }
        let (digits, exponent) = FloatText.shortest(magnitude)
        let fraction = digits.utf8.count > 1 ? ".\(digits.dropFirst())" : ""
        let sign = value < 0 ? "-" : ""
        return "\(sign)\(digits.prefix(1))\(fraction)e\(exponent > 0 ? "+" : "")\(exponent - 1)"
    }
}
