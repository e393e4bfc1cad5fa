import DossierPromQLSyntax
package import Yams

/// Reads YAML strictly, and goes on behind what is wrong, to report all of it.
package struct YAMLReader {
    package private(set) var issues: [YAMLIssue] = []
    private let ignoresUnknownFields: Bool

    package init(ignoresUnknownFields: Bool = false) {
        self.ignoresUnknownFields = ignoresUnknownFields
    }

    /// The first document; nil if there is none.
    package mutating func document(_ text: String) -> Node? {
        documents(text, limit: 1).first
    }

    /// The documents up to what is wrong.
    mutating func documents(_ text: String, limit: Int = .max) -> [Node] {
        guard !YAMLAliases.isExcessive(Array(text.utf8)) else {
            let message = "yaml: document contains excessive aliasing"
            issues.append(YAMLIssue(line: 0, column: 0, message: message))
            return []
        }
        var documents: [Node] = []
        do {
            let parser = try Yams.Parser(yaml: text)
            while documents.count < limit, let document = try parser.nextRoot() {
                documents.append(document)
            }
        } catch let error as YamlError {
            report(error)
        } catch {
            issues.append(YAMLIssue(line: 0, column: 0, message: "yaml: \(error)"))
        }
        return documents
    }

    private mutating func report(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, yaml: _),
            .parser(_, let problem, let mark, yaml: _),
            .composer(_, let problem, let mark, yaml: _):
            issues.append(
                YAMLIssue(line: mark.line, column: mark.column, message: "yaml: \(problem)")
            )
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.map { "\"\($0)\"" }.joined(separator: ", ")
            let mark = context.mark
            issues.append(
                YAMLIssue(
                    line: mark.line,
                    column: mark.column,
                    message: "yaml: mapping key \(names) already defined"
                )
            )
        default:
            issues.append(YAMLIssue(line: 0, column: 0, message: "yaml: \(error)"))
        }
    }

    package mutating func report(_ message: String, at node: Node?) {
        let mark = node?.mark
        issues.append(
            YAMLIssue(line: mark?.line ?? 0, column: mark?.column ?? 0, message: message)
        )
    }

    /// The fields of a mapping, each with its value; those that are not known are reported.
    package mutating func fields(
        of node: Node,
        known: Set<String>,
        in type: String
    ) -> [String: Node] {
        guard case .mapping(let mapping) = node else {
            if !node.isNull {
                report("expected a mapping for \(type)", at: node)
            }
            return [:]
        }
        var fields: [String: Node] = [:]
        for (key, value) in pairs(of: mapping) {
            let name = key.scalar?.string ?? ""
            guard known.contains(name) else {
                if !ignoresUnknownFields { report("field \(name) not found in \(type)", at: key) }
                continue
            }
            if !value.isNull {
                fields[name] = value
            }
        }
        return fields
    }

    /// The keys and values of a mapping, after those that it takes in by `<<` and lacks itself.
    private mutating func pairs(of mapping: Node.Mapping) -> [(key: Node, value: Node)] {
        var own: [(key: Node, value: Node)] = []
        var merged: [(key: Node, value: Node)] = []
        for (key, value) in mapping {
            guard key.scalar?.style == .plain, key.scalar?.string == "<<" else {
                own.append((key, value))
                continue
            }
            let sources = value.sequence.map { Array($0) } ?? [value]
            for source in sources {
                guard case .mapping(let other) = source else {
                    report("yaml: map merge requires map or sequence of maps as the value", at: key)
                    continue
                }
                for pair in pairs(of: other)
                where !merged.contains(where: { $0.key.scalar?.string == pair.key.scalar?.string })
                {
                    merged.append(pair)
                }
            }
        }
        guard !merged.isEmpty else { return own }
        let names = Set(own.compactMap(\.key.scalar?.string))
        return merged.filter { pair in !names.contains(pair.key.scalar?.string ?? "") } + own
    }

    /// The entries of a list that are not null.
    package mutating func items(of node: Node?) -> [Node] {
        guard let node, !node.isNull else { return [] }
        guard case .sequence(let sequence) = node else {
            report("expected a list", at: node)
            return []
        }
        return sequence.filter { !$0.isNull }
    }

    package mutating func string(_ node: Node?) -> String? {
        guard let node else { return nil }
        guard case .scalar(let scalar) = node else {
            report("expected a string", at: node)
            return nil
        }
        return scalar.string
    }

    package mutating func boolean(_ node: Node?) -> Bool? {
        guard let text = string(node) else { return nil }
        let isPlain = node?.scalar?.style == .plain
        switch isPlain ? text.lowercased() : "" {
        case "true", "yes", "y", "on": return true
        case "false", "no", "n", "off": return false
        default:
            report("expected true or false, got \"\(text)\"", at: node)
            return nil
        }
    }

    /// A number without quotes, in any of the ways YAML writes one; a fraction is cut off.
    mutating func integer(_ node: Node?) -> Int? {
        guard let text = string(node) else { return nil }
        let bytes = Array(text.utf8)
        if node?.scalar?.style == .plain {
            if let value = NumberText.parseInteger(bytes) { return Int(exactly: value) }
            let number =
                bytes.contains(where: \.isASCIIDigit) ? try? NumberText.parseFloat(bytes) : nil
            if let number, let value = Int(exactly: number.rounded(.towardZero)) { return value }
        }
        report("expected a whole number, got \"\(text)\"", at: node)
        return nil
    }

    /// A number without quotes; YAML writes `.inf`, `-.inf` and `.nan`.
    package mutating func number(_ node: Node?) -> Double? {
        guard let text = string(node) else { return nil }
        let sign = text.prefix { $0 == "-" || $0 == "+" }
        let unsigned = text.dropFirst(sign.count)
        let isSpecial = [".inf", ".nan"].contains(unsigned.lowercased())
        let plain = sign + (isSpecial ? unsigned.dropFirst() : unsigned)
        let isNumber = isSpecial || unsigned.utf8.first?.isASCIILetterOrUnderscore != true
        if node?.scalar?.style == .plain, isNumber,
            let number = try? NumberText.parse(Array(plain.utf8))
        {
            return number
        }
        report("expected a number, got \"\(text)\"", at: node)
        return nil
    }

    /// Milliseconds.
    package mutating func duration(_ node: Node?) -> Int64? {
        guard let text = string(node) else { return nil }
        do {
            return try DurationText.parse(text.utf8)
        } catch let failure {
            let quoted = ByteString(text).quoted
            let isEmpty = text.isEmpty
            report(
                failure == .outOfRange
                    ? "duration out of range"
                    : isEmpty
                        ? "empty duration string" : "not a valid duration string: \(quoted)",
                at: node
            )
            return nil
        }
    }

    /// A mapping of strings to strings, in the order of the keys' bytes.
    package mutating func strings(_ node: Node?) -> [(key: String, value: String, node: Node)] {
        guard let node, !node.isNull else { return [] }
        guard case .mapping(let mapping) = node else {
            report("expected a mapping of strings", at: node)
            return []
        }
        var pairs: [(key: String, value: String, node: Node)] = []
        for (key, value) in self.pairs(of: mapping) {
            guard let name = string(key), let text = value.isNull ? "" : string(value) else {
                continue
            }
            pairs.append((name, text, key))
        }
        return pairs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}

extension Node {
    /// Whether there is nothing: no text, `~` or `null` without quotes.
    var isNull: Bool {
        guard case .scalar(let scalar) = self, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }
}
