import DossierPromQLSyntax

/// The level of an entry, as it is detected where none is said.
enum OracleLevel {
    private static let names: [ByteString] = [
        "level", "LEVEL", "Level", "log.level", "severity", "SEVERITY", "Severity", "SeverityText",
        "lvl", "LVL", "Lvl", "severity_text", "Severity_Text", "SEVERITY_TEXT",
    ]
    private static let spellings = [
        "trace": ["trace", "trc"], "debug": ["debug", "dbg"],
        "info": ["info", "inf", "information"], "warn": ["warn", "wrn", "warning"],
        "error": ["error", "err"], "critical": ["critical"], "fatal": ["fatal"],
    ]

    private static func standard(_ text: String) -> String? {
        spellings.first { $0.value.contains(text.lowercased()) }?.key
    }

    /// The level; nil if the label that says it is empty.
    static func level(of entry: OracleEntry) -> ByteString? {
        for labels in [entry.stream, entry.metadata] {
            guard let name = names.first(where: { labels[$0] != nil }), let text = labels[name]
            else { continue }
            return text.isEmpty ? nil : ByteString(standard(text.description) ?? text.description)
        }
        if let text = entry.metadata["severity_number"] {
            let levels = ["trace", "debug", "info", "warn", "error", "fatal"]
            guard let number = Int(text.description) else { return "info" }
            return ByteString(1...24 ~= number ? levels[(number - 1) / 4] : "unknown")
        }
        return ByteString(level(ofLine: entry.line))
    }

    private static func level(ofLine line: [UInt8]) -> String {
        let trimmed = String(decoding: line, as: UTF8.self).trimmingWhiteSpace
        var said: [UInt8]?
        if trimmed.first == "{", trimmed.last == "}" {
            try? read(line, depth: 2, into: &said)
        } else if line.contains(UInt8(ascii: "=")) {
            said = value(inPairs: line)
        }
        if let said, let level = standard(String(decoding: said, as: UTF8.self)) { return level }
        return word(in: Array(String(decoding: line, as: UTF8.self).lowercased().utf8)) ?? "unknown"
    }

    /// The value of the first pair that says a level; what is none is left out.
    private static func value(inPairs line: [UInt8]) -> [UInt8]? {
        var reader = OracleLogfmt(line)
        while true {
            do {
                guard let (key, value) = try reader.pair() else { return nil }
                if names.contains(ByteString(key)), !value.isEmpty { return value }
            } catch {}
        }
    }

    /// Reads the first text that says a level; of what is damaged, up to there.
    private static func read(
        _ object: [UInt8],
        depth: Int,
        into said: inout [UInt8]?
    ) throws {
        var json = OracleJSON(object)
        try json.forEachMember { key, value in
            guard said == nil else { return }
            if value.kind == .string, names.contains(ByteString(key)) {
                said = value.text
            } else if value.kind == .object, depth > 1 {
                try read(value.text, depth: depth - 1, into: &said)
            }
        }
    }

    /// The level of the earliest word that is one and is no part of another.
    private static func word(in text: [UInt8]) -> String? {
        let words = [
            "trace", "debug", "fatal", "critical", "error", "err", "warning", "warn", "info",
        ]
        func isBounded(_ index: Int) -> Bool {
            guard text.indices.contains(index) else { return true }
            return !ByteString.isOfName(Unicode.Scalar(text[index]))
        }
        for start in text.indices where isBounded(start - 1) {
            for word in words where text[start...].starts(with: word.utf8) {
                if isBounded(start + word.utf8.count) { return standard(word) }
            }
        }
        return nil
    }
}
