import DossierLogQLSyntax
import DossierPromQLSyntax

/// The stages that read JSON.
extension OracleEntry {
    mutating func parseJSON() {
        do {
            try parseObject(line, at: [])
        } catch {
            fail("JSONParserErr")
        }
    }

    /// Sets a label for each scalar within an object, named by the keys on the way.
    private mutating func parseObject(_ object: [UInt8], at path: [[UInt8]]) throws {
        var json = OracleJSON(object)
        var result = self
        defer { self = result }
        try json.forEachMember { key, value in
            switch value.kind {
            case .null, .array: break
            case .object: try result.parseObject(value.text, at: path + [key])
            case .string, .number, .bool:
                let parts = (path + [key]).map { ByteString($0).description.trimmingWhiteSpace }
                    .filter { !$0.isEmpty }
                // Only at the top a label has to have a name.
                guard !parts.isEmpty || !path.isEmpty else { return }
                let name = parts.map { String(String.UnicodeScalarView($0)) }.joined(separator: "_")
                result.parse(ByteString(name).labelName, value.label)
            }
        }
    }

    mutating func parseJSON(_ extractions: [LabelExtraction]) {
        guard let first = line.first else { return }
        guard "{[\"".utf8.contains(first) else { return fail("JSONParserErr") }
        for extraction in extractions {
            var json = OracleJSON(line)
            let value = try? json.find(JSONPath(extraction.source).steps[...])
            parse(extraction.label, value.map { $0.kind == .null ? "" : $0.label } ?? "")
        }
    }

    mutating func unpack() {
        guard !line.isEmpty else { return }
        guard line.first == UInt8(ascii: "{") else { return fail("JSONParserErr") }
        var labels: [(ByteString, ByteString)] = []
        var packed: [UInt8]?
        var json = OracleJSON(line)
        do {
            try json.forEachMember { key, value in
                guard value.kind == .string else { return }
                if key == Array("_entry".utf8) {
                    guard let text = OracleJSON.unescaped(value.text) else { throw OracleDamage() }
                    packed = text
                } else {
                    labels.append((ByteString(key).labelName, value.label))
                }
            }
        } catch {
            return fail("JSONParserErr")
        }
        guard let packed else { return }
        line = packed
        for (name, value) in labels where !name.isEmpty { parse(name, value) }
    }
}
