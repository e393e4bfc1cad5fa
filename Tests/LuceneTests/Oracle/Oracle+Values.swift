import DossierLuceneSyntax
import Foundation
import TestSupport

/// Values of attributes.
extension Oracle {
    func matches(_ value: PlainValue?, _ wanted: LuceneValue) -> Bool {
        switch value {
        case nil, .null: return false
        case .array(let elements): return elements.contains { matches($0, wanted) }
        case .map: return value.map { OracleText.matches($0.json, wanted) } ?? false
        case .string(let text): return OracleText.matches(text, wanted)
        case .bytes: return wanted == .any
        case .bool(let value):
            if wanted == .any { return true }
            guard case .text(let text) = wanted else { return false }
            return text.elementsEqual((value ? "true" : "false").utf8)
        case .int(let value):
            return matchesNumber(wanted) { bound in
                Decimal(string: bound).map { Self.order(Decimal(value), $0) }
            }
        case .double(let value):
            return matchesNumber(wanted) { bound in
                guard let bound = Double(bound), !value.isNaN else { return nil }
                return value < bound ? -1 : value > bound ? 1 : 0
            }
        }
    }

    private static func order(_ left: Decimal, _ right: Decimal) -> Int {
        left < right ? -1 : left > right ? 1 : 0
    }

    /// `order` says how the value stands to a number; nil if it has no order.
    private func matchesNumber(_ wanted: LuceneValue, _ order: (String) -> Int?) -> Bool {
        func compare(_ bytes: [UInt8]) -> Int? {
            let text = String(decoding: bytes, as: UTF8.self)
            guard text.wholeMatch(of: #/[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/#) != nil else {
                return nil
            }
            let signed = text.hasPrefix("+") ? String(text.dropFirst()) : text
            let padded = signed.replacing(#/^(-?)\./#) { "\($0.output.1)0." }
                .replacing(#/\.($|[eE])/#) { ".0\($0.output.1)" }
            return order(padded)
        }
        switch wanted {
        case .any: return true
        case .text(let text): return compare(text) == 0
        case .wildcard, .pattern: return false
        case .range(let range):
            if let lower = range.lower {
                guard let order = compare(lower.text) else { return false }
                if order < 0 || order == 0 && !lower.isIncluded { return false }
            }
            if let upper = range.upper {
                guard let order = compare(upper.text) else { return false }
                if order > 0 || order == 0 && !upper.isIncluded { return false }
            }
            return true
        }
    }
}

/// Whole texts, in their case.
enum OracleText {
    static func matches(_ text: String, _ wanted: LuceneValue) -> Bool {
        switch wanted {
        case .any: true
        case .text(let bytes): text.utf8.elementsEqual(bytes)
        case .wildcard(let parts): matches(Array(text.unicodeScalars)[...], parts[...])
        case .pattern(let pattern): expression(pattern, found: text)
        case .range(let range): isBetween(Array(text.utf8), range)
        }
    }

    private static func isBetween(_ text: [UInt8], _ range: LuceneRange) -> Bool {
        if let lower = range.lower {
            if text.lexicographicallyPrecedes(lower.text) { return false }
            if text == lower.text, !lower.isIncluded { return false }
        }
        if let upper = range.upper {
            if upper.text.lexicographicallyPrecedes(text) { return false }
            if text == upper.text, !upper.isIncluded { return false }
        }
        return true
    }

    /// Tries every way, as the texts are short.
    private static func matches(
        _ text: ArraySlice<Unicode.Scalar>,
        _ parts: ArraySlice<LuceneWildcardPart>
    ) -> Bool {
        guard let part = parts.first else { return text.isEmpty }
        let rest = parts.dropFirst()
        switch part {
        case .literal(let bytes):
            let literal = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
            return text.starts(with: literal) && matches(text.dropFirst(literal.count), rest)
        case .anyCharacter: return !text.isEmpty && matches(text.dropFirst(), rest)
        case .anyCharacters:
            return (0...text.count).contains { matches(text.dropFirst($0), rest) }
        }
    }

    private static let expressions = ExpressionCache()

    /// Whether Foundation's expression matches a whole text.
    static func expression(_ pattern: [UInt8], found text: String) -> Bool {
        let source = "^(?:\(String(decoding: pattern, as: UTF8.self)))$"
        guard let expression = expressions.expression(source) else { return false }
        let range = NSRange(text.startIndex..., in: text)
        return expression.firstMatch(in: text, range: range)?.range == range
    }
}

/// Words of bodies.
enum OracleWords {
    static func matches(_ body: PlainValue, _ wanted: LuceneValue) -> Bool {
        switch wanted {
        case .any, .range: return false
        case .text(let text):
            let (own, phrase) = (words(body), words(String(decoding: text, as: UTF8.self)))
            guard !phrase.isEmpty, own.count >= phrase.count else { return false }
            return (0...(own.count - phrase.count)).contains {
                own[$0..<($0 + phrase.count)].elementsEqual(phrase) {
                    $0.utf8.elementsEqual($1.utf8)
                }
            }
        case .wildcard: return words(body).contains { OracleText.matches($0, wanted.lowercased) }
        case .pattern(let pattern):
            return words(body).contains {
                OracleText.expression(Array("(?i)".utf8) + pattern, found: $0)
            }
        }
    }

    private static func words(_ body: PlainValue) -> [String] {
        switch body {
        case .bytes: []
        case .string(let text): words(text)
        case .array(let elements): elements.flatMap { words($0) }
        case .map(let members): members.flatMap { words($0.key) + words($0.value) }
        case .null, .bool, .int, .double: words(body.json)
        }
    }

    private static func words(_ text: String) -> [String] {
        var words: [String.UnicodeScalarView] = []
        var isInside = false
        for scalar in text.lowercased().unicodeScalars {
            let isLetter =
                scalar == "_" || scalar.properties.isAlphabetic
                || scalar.properties.numericType == .decimal
            let isMark = isInside && scalar.properties.isGraphemeExtend
            if isLetter, !isInside { words.append(String.UnicodeScalarView()) }
            isInside = isLetter || isMark
            if isInside { words[words.count - 1].append(scalar) }
        }
        return words.map { String($0) }
    }
}

/// Foundation's expressions by pattern, as they take long to make.
private final class ExpressionCache: @unchecked Sendable {
    private let lock = NSLock()
    private var known: [String: NSRegularExpression] = [:]

    func expression(_ pattern: String) -> NSRegularExpression? {
        lock.withLock {
            if known[pattern] == nil {
                known[pattern] = try? NSRegularExpression(
                    pattern: pattern,
                    options: [.dotMatchesLineSeparators]
                )
            }
            return known[pattern]
        }
    }
}
