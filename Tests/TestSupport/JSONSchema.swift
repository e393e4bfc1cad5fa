/// A JSON schema, of which it knows the keywords that the schemas of this repository use.
package struct JSONSchema {
    /// Why a text is no schema that can be checked.
    package struct Invalid: Error, CustomStringConvertible {
        package let description: String
    }

    private let root: JSON

    /// Keywords that say nothing about values.
    private static let annotations: Set = [
        "$schema", "$id", "$defs", "title", "description", "format", "examples",
    ]

    /// Reads a schema; throws `Invalid` if it has a keyword that is not known.
    package init(_ text: String) throws {
        root = try JSON(text)
        try Self.check(root, at: "#")
    }

    package var id: String? { root["$id"]?.text }

    /// What is wrong with a value, each with its path; nothing if the schema allows it.
    package func violations(of value: JSON) -> [String] {
        violations(of: value, root, at: "$")
    }

    private static func check(_ schema: JSON, at path: String) throws {
        for member in schema.members {
            let path = "\(path)/\(member.key)"
            switch member.key {
            case "properties", "$defs":
                for property in member.value.members {
                    try check(property.value, at: "\(path)/\(property.key)")
                }
            case "items", "additionalProperties": try check(member.value, at: path)
            case "anyOf", "oneOf", "prefixItems":
                for element in member.value.elements { try check(element, at: path) }
            case "type", "required", "enum", "const", "$ref", "minimum", "maximum", "pattern",
                "minItems", "maxItems", "maxProperties", "uniqueItems":
                break
            default:
                guard annotations.contains(member.key) else {
                    throw Invalid(description: "unknown keyword at \(path)")
                }
            }
        }
    }

    private func violations(of value: JSON, _ schema: JSON, at path: String) -> [String] {
        if case .bool(let isAllowed) = schema { return isAllowed ? [] : ["\(path): not allowed"] }
        return schema.members.flatMap { member -> [String] in
            switch member.key {
            case "$ref":
                let reference = member.value.text ?? ""
                guard let (schema, target) = definition(reference) else {
                    return ["\(path): no definition \(reference)"]
                }
                return schema.violations(of: value, target, at: path)
            case "anyOf":
                let choices = member.value.elements.map { violations(of: value, $0, at: path) }
                return choices.contains([]) ? [] : choices.first ?? []
            case "oneOf":
                let choices = member.value.elements.map { violations(of: value, $0, at: path) }
                let count = choices.count { $0.isEmpty }
                return count == 1 ? [] : ["\(path): \(count) choices of oneOf"] + choices.joined()
            case "items":
                return value.elements.enumerated().flatMap { index, element in
                    violations(of: element, member.value, at: "\(path)[\(index)]")
                }
            case "prefixItems":
                return zip(value.elements, member.value.elements).enumerated().flatMap {
                    violations(of: $1.0, $1.1, at: "\(path)[\($0)]")
                }
            case "properties":
                return member.value.members.flatMap { property in
                    value[property.key].map {
                        violations(of: $0, property.value, at: "\(path).\(property.key)")
                    } ?? []
                }
            case "additionalProperties":
                let known = Set(schema["properties"]?.members.map(\.key) ?? [])
                return value.members.filter { !known.contains($0.key) }.flatMap {
                    violations(of: $0.value, member.value, at: "\(path).\($0.key)")
                }
            case "required":
                return member.value.elements.compactMap(\.text)
                    .filter { key in value.isObject && value[key] == nil }
                    .map { "\(path): no member \($0)" }
            default:
                return holds(member.key, member.value, for: value)
                    ? [] : ["\(path): \(member.key) does not hold"]
            }
        }
    }

    /// Whether a keyword that looks at one value alone allows it.
    private func holds(_ keyword: String, _ rule: JSON, for value: JSON) -> Bool {
        switch keyword {
        case "type":
            let types = rule.text.map { [$0] } ?? rule.elements.compactMap(\.text)
            return types.contains { value.typeNames.contains($0) }
        case "enum": return rule.elements.contains(value)
        case "const": return rule == value
        case "minimum": return value.number.map { $0 >= rule.number ?? 0 } ?? true
        case "maximum": return value.number.map { $0 <= rule.number ?? 0 } ?? true
        case "minItems": return !value.isArray || Double(value.elements.count) >= rule.number ?? 0
        case "maxItems": return Double(value.elements.count) <= rule.number ?? 0
        case "maxProperties": return Double(value.members.count) <= rule.number ?? 0
        case "uniqueItems": return Set(value.elements).count == value.elements.count
        case "pattern":
            guard let text = value.text, let pattern = rule.text else { return true }
            return (try? Regex(pattern).firstMatch(in: text)) != nil
        default: return true
        }
    }

    /// A definition of this schema or of another one in `schema`, with the schema that it is in.
    private func definition(_ reference: String) -> (JSONSchema, JSON)? {
        guard
            let parts = reference.wholeMatch(
                of: #/(?:urn:dossier:schema:([a-z-]+))?#\/\$defs\/(\w+)/#
            )
        else { return nil }
        var schema = self
        if let name = parts.1 {
            guard let other = try? JSONSchema(Repository.text("schema/\(name).schema.json")) else {
                return nil
            }
            schema = other
        }
        return schema.root["$defs"]?[String(parts.2)].map { (schema, $0) }
    }
}

extension JSON {
    fileprivate var isObject: Bool { if case .object = self { true } else { false } }
    fileprivate var isArray: Bool { if case .array = self { true } else { false } }

    fileprivate var number: Double? {
        if case .number(let digits) = self { Double(digits) } else { nil }
    }

    fileprivate var typeNames: [String] {
        switch self {
        case .null: ["null"]
        case .bool: ["boolean"]
        case .number(let digits):
            digits.allSatisfy { $0 == "-" || $0.isNumber } ? ["number", "integer"] : ["number"]
        case .string: ["string"]
        case .array: ["array"]
        case .object: ["object"]
        }
    }
}
