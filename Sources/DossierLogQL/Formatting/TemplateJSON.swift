import DossierPromQLSyntax
import DossierTemplates

/// Reads JSON into values of templates; what nests deeper than ``depthLimit`` is none.
enum TemplateJSON {
    static let depthLimit = 100

    /// The value; nothing if the text is no JSON.
    static func value(_ text: String) -> TemplateValue {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBytes { bytes in
            var reader = Reader(text: JSONText(bytes: bytes))
            guard let value = reader.value(depth: 0), reader.isAtEnd else { return .nothing }
            return value
        }
    }

    private struct Reader {
        let text: JSONText
        var position = 0

        var isAtEnd: Bool {
            text.skippingSpace(from: position, to: text.bytes.count) == text.bytes.count
        }

        private mutating func skip(_ character: Unicode.Scalar) -> Bool {
            position = text.skippingSpace(from: position, to: text.bytes.count)
            guard position < text.bytes.count,
                text.bytes[position] == UInt8(ascii: character)
            else { return false }
            position += 1
            return true
        }

        mutating func value(depth: Int) -> TemplateValue? {
            guard depth <= TemplateJSON.depthLimit else { return nil }
            if skip("{") { return object(depth: depth) }
            if skip("[") { return list(depth: depth) }
            position = text.skippingSpace(from: position, to: text.bytes.count)
            guard position < text.bytes.count,
                let found = text.value(at: position, to: text.bytes.count, objectEnd: nil)
            else { return nil }
            position = found.range.upperBound
            switch found.kind {
            case .null: return .nothing
            case .boolean: return .boolean(text.bytes[found.range.lowerBound] == UInt8(ascii: "t"))
            case .number:
                return (try? NumberText.parseFloat(Array(text.bytes[found.range])))
                    .map { .float($0) }
            case .string: return string(found.content).map { .string($0) }
            case .array, .object: return nil
            }
        }

        private func string(_ range: Range<Int>) -> String? {
            var bytes: [UInt8] = []
            guard text.appendUnescaped(range, to: &bytes) else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }

        private mutating func list(depth: Int) -> TemplateValue? {
            var values: [TemplateValue] = []
            if skip("]") { return .list(values) }
            repeat {
                guard let value = value(depth: depth + 1) else { return nil }
                values.append(value)
            } while skip(",")
            return skip("]") ? .list(values) : nil
        }

        private mutating func object(depth: Int) -> TemplateValue? {
            var values: [String: TemplateValue] = [:]
            if skip("}") { return .object(values) }
            repeat {
                guard skip("\""), let end = text.endOfString(from: position, to: text.bytes.count),
                    let key = string(position..<(end - 1))
                else { return nil }
                position = end
                guard skip(":"), let value = value(depth: depth + 1) else { return nil }
                values[key] = value
            } while skip(",")
            return skip("}") ? .object(values) : nil
        }
    }
}
