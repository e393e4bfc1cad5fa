import DossierPromQLSyntax

/// Templates that are text, fields, and pipes of a few functions.
struct OracleTemplate {
    struct Failure: Error {}

    /// Text and the pipes between braces by turns.
    private let parts: [(text: Substring, pipe: Substring?)]

    init(_ template: ByteString) {
        var rest = template.description[...]
        var parts: [(Substring, Substring?)] = []
        while let open = rest.firstRange(of: "{{") {
            let behind = rest[open.upperBound...]
            guard let close = behind.firstRange(of: "}}") else { break }
            parts.append((rest[..<open.lowerBound], behind[..<close.lowerBound]))
            rest = behind[close.upperBound...]
        }
        parts.append((rest, nil))
        self.parts = parts
    }

    /// How many arguments functions take, with what comes through a pipe.
    private static let functions = [
        "__line__": 0, "upper": 1, "ToUpper": 1, "lower": 1, "ToLower": 1, "trim": 1, "len": 1,
        "default": 2, "trunc": 2, "div": 2, "replace": 3,
    ]

    /// Whether the template has nothing but text, fields, and these functions of fields and texts.
    var isPlain: Bool {
        parts.allSatisfy { part in
            guard let pipe = part.pipe else { return !part.text.contains("{{") }
            return pipe.split(separator: "|").enumerated().allSatisfy { index, call in
                let words = call.split(separator: " ")
                guard let name = words.first else { return false }
                let arguments = words.dropFirst()
                if Self.isField(name) { return index == 0 && arguments.isEmpty }
                return Self.functions[String(name)] == arguments.count + min(index, 1)
                    && arguments.allSatisfy { word in
                        Self.isField(word) || word.wholeMatch(of: #/"[^"\\]*"/#) != nil
                            || ["trunc", "div"].contains(name) && Int(word) != nil
                    }
            }
        }
    }

    private static func isField(_ word: Substring) -> Bool {
        word.wholeMatch(of: #/\.\w+/#) != nil
    }

    /// The text for labels and a line.
    func text(_ labels: OracleEntry.Labels, _ line: [UInt8]) throws -> ByteString {
        var result: [UInt8] = []
        for (text, pipe) in parts {
            result += text.utf8
            guard let pipe else { continue }
            var value: String?
            for call in pipe.split(separator: "|") {
                let words = call.split(separator: " ").map(String.init)
                var arguments = words.dropFirst().map { argument($0, labels) }
                if let value { arguments.append(value) }
                value = try self.call(words.first ?? "", arguments, labels, line)
            }
            result += (value ?? "").utf8
        }
        return ByteString(result)
    }

    private func argument(_ word: String, _ labels: OracleEntry.Labels) -> String {
        if word.hasPrefix(".") { return labels[ByteString(word.dropFirst())]?.description ?? "" }
        return word.filter { $0 != "\"" }
    }

    private func call(
        _ name: String,
        _ arguments: [String],
        _ labels: OracleEntry.Labels,
        _ line: [UInt8]
    ) throws -> String {
        let last = arguments.last ?? ""
        switch name {
        case "__line__": return String(decoding: line, as: UTF8.self)
        case "upper", "ToUpper": return last.uppercased()
        case "lower", "ToLower": return last.lowercased()
        case "trim":
            return String(String.UnicodeScalarView(last.trimmingWhiteSpace))
        case "default": return last.isEmpty ? arguments[0] : last
        case "len": return String(last.utf8.count)
        case "trunc":
            let count = Int(arguments[0]) ?? 0
            let bytes = Array(last.utf8)
            return String(
                decoding: count < 0 ? bytes.suffix(-count) : bytes.prefix(count),
                as: UTF8.self
            )
        case "replace":
            return last.split(separator: arguments[0], omittingEmptySubsequences: false)
                .joined(separator: arguments[1])
        case "div":
            let numbers = arguments.map { Int($0) ?? 0 }
            guard numbers[1] != 0 else { throw Failure() }
            return String(numbers[0] / numbers[1])
        default: return argument(name, labels)
        }
    }
}
