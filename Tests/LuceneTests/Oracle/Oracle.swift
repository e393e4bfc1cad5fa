import DossierLuceneSyntax
import Foundation
import TestSupport

/// What queries say, looked up record by record: the meaning of the language without any column.
struct Oracle {
    let now: Int64

    func selects(_ query: LuceneQuery, _ record: OracleRecord) -> Bool {
        switch query {
        case .all: true
        case .term(let term): matches(term.field, term.value, record)
        case .and(let parts): parts.allSatisfy { selects($0, record) }
        case .or(let parts): parts.contains { selects($0, record) }
        case .not(let part): !selects(part, record)
        }
    }

    private func matches(
        _ field: LuceneField,
        _ value: LuceneValue,
        _ record: OracleRecord
    ) -> Bool {
        switch field {
        case .body:
            guard let body = record.body, body != .null else { return false }
            // What is there, and what is empty, does not depend on words.
            if value == .any || value == .text([]) { return matches(body, value) }
            return OracleWords.matches(body, value)
        case .bodyMember(let path):
            guard let body = record.body else { return false }
            return Self.members(text(path), body).contains { matches($0, value) }
        case .severityText: return matches(record.severityText.map { .string($0) }, value)
        case .level:
            return matches(record.severityText.map { .string($0.lowercased()) }, value.lowercased)
        case .severityNumber:
            return record.severityNumber != 0 && matches(.int(record.severityNumber), value)
        case .service:
            let service = record.resource.last { $0.key == "service.name" }
            return matches(service?.value, value)
        case .traceID:
            return matches(record.trace.map { .string($0.lowercased()) }, value.lowercased)
        case .spanID:
            return matches(record.span.map { .string($0.lowercased()) }, value.lowercased)
        case .eventName: return matches(record.eventName.map { .string($0) }, value)
        case .scopeName: return record.scopeName != "" && matches(.string(record.scopeName), value)
        case .scopeVersion:
            return record.scopeVersion != "" && matches(.string(record.scopeVersion), value)
        case .time: return matchesTime(record, value)
        case .attribute(let scope, let name):
            return matchesAttribute(scope, text(name), value, record)
        case .names(let prefix): return matchesAny(text(prefix), value, record)
        }
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    // MARK: - Attributes

    private func matchesAttribute(
        _ scope: LuceneScope?,
        _ name: String,
        _ value: LuceneValue,
        _ record: OracleRecord
    ) -> Bool {
        let places: [[PlainMember]] =
            switch scope {
            case .record: [record.attributes]
            case .scope: [record.scope]
            case .resource: [record.resource]
            case nil: [record.attributes, record.scope, record.resource]
            }
        for place in places {
            let found = Self.members(name, .map(place))
            if !found.isEmpty { return found.contains { matches($0, value) } }
        }
        return false
    }

    /// The values of a dotted name that are not null; a longer key goes before a shorter one.
    private static func members(_ path: String, _ value: PlainValue) -> [PlainValue] {
        switch value {
        case .array(let elements): return elements.flatMap { members(path, $0) }
        case .map(let all):
            var rest: [String] = []
            var parts = path.components(separatedBy: ".")
            while !parts.isEmpty {
                let key = parts.joined(separator: ".")
                if let member = all.last(where: { $0.key == key }) {
                    let found =
                        rest.isEmpty
                        ? isThere(member.value) ? [member.value] : []
                        : members(rest.joined(separator: "."), member.value)
                    if !found.isEmpty { return found }
                }
                rest.insert(parts.removeLast(), at: 0)
            }
            return []
        default: return []
        }
    }

    private static func isThere(_ value: PlainValue) -> Bool {
        switch value {
        case .null: false
        case .array(let elements): elements.contains { isThere($0) }
        default: true
        }
    }

    // MARK: - Names that begin so

    private func matchesAny(
        _ prefix: String,
        _ value: LuceneValue,
        _ record: OracleRecord
    ) -> Bool {
        for (name, field) in LuceneField.known where text(name).hasPrefix(prefix) {
            if matches(field, value, record) { return true }
        }
        var named: [(String, PlainValue)] = []
        for (scope, members) in [
            ("attributes.", record.attributes), ("scope.", record.scope),
            ("resource.", record.resource),
        ] {
            for member in members { Self.flatten(member.key, member.value, &named) }
            for member in members { Self.flatten(scope + member.key, member.value, &named) }
        }
        if case .some(.map(let members)) = record.body {
            for member in members { Self.flatten("body." + member.key, member.value, &named) }
        }
        if case .some(.array) = record.body, let body = record.body {
            Self.flattenElements("body", body, &named)
        }
        return named.contains { $0.0.hasPrefix(prefix) && matches($0.1, value) }
    }

    private static func flatten(
        _ name: String,
        _ value: PlainValue,
        _ named: inout [(String, PlainValue)]
    ) {
        named.append((name, value))
        flattenElements(name, value, &named)
    }

    private static func flattenElements(
        _ name: String,
        _ value: PlainValue,
        _ named: inout [(String, PlainValue)]
    ) {
        switch value {
        case .array(let elements):
            for element in elements { flattenElements(name, element, &named) }
        case .map(let members):
            for member in members { flatten(name + "." + member.key, member.value, &named) }
        default: break
        }
    }

    // MARK: - Times

    private func matchesTime(_ record: OracleRecord, _ value: LuceneValue) -> Bool {
        let time = record.time != 0 ? record.time : Int64(record.number)
        func span(_ text: [UInt8]) -> Range<Int64>? {
            LuceneTime(parsing: text)?.span(now: now)
        }
        switch value {
        case .any: return true
        case .text(let text): return span(text)?.contains(time) ?? false
        case .range(let range):
            if let lower = range.lower {
                guard let span = span(lower.text) else { return false }
                if time < (lower.isIncluded ? span.lowerBound : span.upperBound) { return false }
            }
            if let upper = range.upper {
                guard let span = span(upper.text) else { return false }
                if time >= (upper.isIncluded ? span.upperBound : span.lowerBound) { return false }
            }
            return true
        case .wildcard, .pattern: return false
        }
    }
}

extension LuceneValue {
    /// The same in lower case.
    var lowercased: LuceneValue {
        func lower(_ bytes: [UInt8]) -> [UInt8] {
            Array(String(decoding: bytes, as: UTF8.self).lowercased().utf8)
        }
        switch self {
        case .text(let text): return .text(lower(text))
        case .wildcard(let parts):
            return .wildcard(
                parts.map { part in
                    if case .literal(let bytes) = part { .literal(lower(bytes)) } else { part }
                }
            )
        case .pattern(let pattern): return .pattern(Array("(?i)".utf8) + pattern)
        case .range(let range): return .range(range.mappingBounds(lower))
        case .any: return .any
        }
    }
}
