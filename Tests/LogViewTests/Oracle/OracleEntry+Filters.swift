import DossierLogQLSyntax
import DossierPromQLSyntax
import DossierRegularExpressions

extension LabelMatcher {
    /// Whether the matcher allows a value; expressions match all of it.
    ///
    /// A dot stands for a line feed only in selectors.
    func allows(_ text: ByteString, isOfSelector: Bool = false) throws -> Bool {
        switch kind {
        case .equal: return text == value
        case .notEqual: return text != value
        case .matchesRegularExpression, .notMatchesRegularExpression:
            let source = isOfSelector ? value : ByteString("(?-s:\(value))")
            let expression = try RegularExpression(anchoring: source.bytes)
            return expression.matches(text.bytes) == (kind == .matchesRegularExpression)
        }
    }
}

/// The stages that look at labels.
extension OracleEntry {
    /// Whether a selector selects the stream.
    func isSelected(by selector: [LabelMatcher]) throws -> Bool {
        try selector.allSatisfy { try $0.allows(stream[$0.name] ?? "", isOfSelector: true) }
    }

    /// The value that conditions on texts see.
    private func text(_ name: ByteString) -> ByteString {
        name == "__error__" ? ByteString(error ?? "") : value(name) ?? ""
    }

    /// Whether a condition keeps the entry; one that can't be decided sets the error.
    mutating func passes(_ filter: LabelFilter) throws -> Bool {
        switch filter {
        case .matches(let matcher): return try matcher.allows(text(matcher.name))
        case .number(let label, let comparison, let limit):
            return compare(label, comparison, limit, OracleUnits.number)
        case .duration(let label, let comparison, let limit):
            return compare(label, comparison, limit, OracleUnits.duration)
        case .byteCount(let label, let comparison, let limit):
            return compare(label, comparison, limit, OracleUnits.byteCount)
        case .address(let label, let isNegated, let range):
            guard error == nil else { return true }
            guard let value = value(label) else { return false }
            return Self.hasAddress(value.bytes, in: range) != isNegated
        case .and(let left, let right):
            let isLeft = try passes(left)
            return try passes(right) && isLeft
        case .or(let left, let right):
            if try passes(left) { return true }
            return try passes(right)
        }
    }

    private mutating func compare<Value: Comparable>(
        _ label: ByteString,
        _ comparison: LabelComparison,
        _ limit: Value,
        _ read: (ByteString) -> Value?
    ) -> Bool {
        guard let text = value(label) else { return false }
        guard let value = read(text) else {
            fail("LabelFilterErr")
            return true
        }
        switch comparison {
        case .equal: return value == limit
        case .notEqual: return value != limit
        case .less: return value < limit
        case .lessOrEqual: return value <= limit
        case .greater: return value > limit
        case .greaterOrEqual: return value >= limit
        }
    }

    mutating func drop(_ selections: [LabelSelection]) throws {
        for selection in selections {
            if case .matching(let matcher) = selection {
                // An absent label matches as the empty text, and dropping it changes nothing.
                guard try matcher.allows(text(matcher.name)) else { continue }
            }
            if selection.label == "__error__" { error = nil } else { remove(selection.label) }
        }
    }

    mutating func keep(_ selections: [LabelSelection]) throws {
        for (name, value) in labels where name != "__error__" {
            let isKept = try selections.contains { selection in
                guard selection.label == name else { return false }
                if case .matching(let matcher) = selection { return try matcher.allows(value) }
                return true
            }
            if !isKept { remove(name) }
        }
    }
}
