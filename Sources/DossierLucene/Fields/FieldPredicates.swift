internal import DossierColumns
internal import DossierLuceneSyntax
internal import DossierQuery
internal import DossierRegularExpressions

/// Makes predicates of terms.
struct FieldPredicates {
    let catalogue: PredicateCatalogue
    /// What `now` stands for, in nanoseconds since 1970.
    let now: Int64

    func predicate(_ term: LuceneTerm) throws(RegularExpressionError) -> Predicate {
        try predicate(term.field, term.value)
    }

    private func predicate(
        _ field: LuceneField,
        _ value: LuceneValue
    ) throws(RegularExpressionError) -> Predicate {
        switch field {
        case .body: return try body(value)
        case .bodyMember(let path):
            return .test(.field(.body), try ValueTest(value).ofMember(path))
        case .severityText: return .test(.field(.severityText), try ValueTest(value))
        case .level: return .test(.field(.severityText), try ignoringCase(value))
        case .severityNumber: return try set(.field(.severityNumber), value)
        case .service:
            return .test(.resourceAttribute(Array("service.name".utf8)), try ValueTest(value))
        case .traceID: return try traceID(value)
        case .spanID: return try id(.spanID, .spanIDText, value)
        case .eventName: return .test(.field(.eventName), try ValueTest(value))
        case .scopeName: return try set(.scopeName, value)
        case .scopeVersion: return try set(.scopeVersion, value)
        case .time: return time(value)
        case .attribute(let scope, let name):
            return AttributePredicates.predicate(scope, name, try ValueTest(value))
        case .names(let prefix): return try names(beginning: prefix, value)
        }
    }

    private func body(_ value: LuceneValue) throws(RegularExpressionError) -> Predicate {
        switch value {
        case .text([]): return .test(.field(.body), try ValueTest(value))
        case .text(let text): return .bodyWords(WordMatch(phrase: text))
        case .wildcard(let parts):
            let expression = try RegularExpression(
                anchoring: WildcardPattern.source(of: parts.map(\.folded))
            )
            return .bodyWords(WordMatch(wordMatching: expression))
        case .pattern(let pattern):
            return .bodyWords(
                WordMatch(
                    wordMatching: try RegularExpression(anchoring: pattern.ignoringCase),
                    plain: try RegularExpression(anchoring: pattern)
                )
            )
        case .any: return .hasBody(.exists)
        case .range: return .constant(false)
        }
    }

    /// A column in which 0 or the empty text stands for no value.
    private func set(
        _ column: PredicateColumn,
        _ value: LuceneValue
    ) throws(RegularExpressionError) -> Predicate {
        var isSet = ValueTest()
        isSet.ints = .compare(.notEqual, with: 0)
        isSet.strings = .compare(.notEqual, with: [])
        return .and([.test(column, try ValueTest(value)), .test(column, isSet)])
    }

    private func ignoringCase(
        _ value: LuceneValue
    ) throws(RegularExpressionError) -> ValueTest {
        try ValueTest(value.ignoringCase).ignoringCase
    }

    private func traceID(_ value: LuceneValue) throws(RegularExpressionError) -> Predicate {
        if case .text(let text) = value,
            let id = TraceID(hex: String(decoding: text, as: UTF8.self))
        {
            return .isTrace(id)
        }
        return try id(.traceID, .traceIDText, value)
    }

    /// An id, or the text in the place of one.
    private func id(
        _ column: PredicateColumn,
        _ text: Field,
        _ value: LuceneValue
    ) throws(RegularExpressionError) -> Predicate {
        // Digits are in lower case.
        .or([
            .test(column, try ValueTest(value.ignoringCase)),
            .test(.field(text), try ignoringCase(value)),
        ])
    }

    private func time(_ value: LuceneValue) -> Predicate {
        var test = ValueTest()
        switch value {
        case .any: test.ints = .all
        case .text(let text):
            if let span = span(text), !span.isEmpty {
                test.ints = .within(span.lowerBound...(span.upperBound - 1))
            }
        case .range(let range):
            let from = range.lower.map { bound in
                span(bound.text).map { bound.isIncluded ? $0.lowerBound : $0.upperBound }
            }
            let end = range.upper.map { bound in
                span(bound.text).map { bound.isIncluded ? $0.upperBound : $0.lowerBound }
            }
            if let first = from ?? .min, let end = end ?? .max, first < end {
                test.ints = .within(first...(range.upper == nil ? .max : end - 1))
            }
        case .wildcard, .pattern: break
        }
        return .test(.effectiveTime, test)
    }

    private func span(_ text: [UInt8]) -> Range<Int64>? {
        LuceneTime(parsing: text)?.span(now: now)
    }

    // MARK: - Names that begin so

    private func names(
        beginning prefix: [UInt8],
        _ value: LuceneValue
    ) throws(RegularExpressionError) -> Predicate {
        let test = try ValueTest(value)
        var parts = [AttributePredicates.predicate(beginning: prefix, test, in: catalogue)]
        let known = LuceneField.known.filter { $0.key.starts(with: prefix) }
        for field in Set(known.values) { parts.append(try predicate(field, value)) }
        let members = Array("body.".utf8)
        if prefix.starts(with: members) || members.starts(with: prefix) {
            let rest = Array(prefix.dropFirst(members.count))
            parts.append(.test(.field(.body), test.ofMembers(beginning: rest)))
        }
        return .or(parts)
    }
}

extension LuceneValue {
    /// The same in lower case, to be compared with what is in lower case.
    fileprivate var ignoringCase: LuceneValue {
        switch self {
        case .text(let text): .text(CaseFolding.folded(text))
        case .wildcard(let parts): .wildcard(parts.map(\.folded))
        case .pattern(let pattern): .pattern(pattern.ignoringCase)
        case .range(let range): .range(range.mappingBounds { CaseFolding.folded($0) })
        case .any: .any
        }
    }
}

extension LuceneWildcardPart {
    fileprivate var folded: LuceneWildcardPart {
        if case .literal(let bytes) = self { .literal(CaseFolding.folded(bytes)) } else { self }
    }
}

extension [UInt8] {
    /// A regular expression without case.
    fileprivate var ignoringCase: [UInt8] { Array("(?i)".utf8) + self }
}
