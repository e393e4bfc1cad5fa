import DossierPromQLSyntax
import DossierRegularExpressions

extension Parser {
    /// Reads `{…}`.
    mutating func parseSelector() throws(LogQLSyntaxError) -> [LabelMatcher] {
        let start = next.range.lowerBound
        try expect(.leftBrace)
        var matchers: [LabelMatcher] = []
        if !advance(over: .rightBrace) {
            repeat {
                matchers.append(try parseMatcher(expecting: "the name of a label"))
            } while advance(over: .comma)
            try expect(.rightBrace, orSay: "`,` or `}`")
        }
        guard matchers.contains(where: Self.needsLabel) else {
            throw violation(
                LogQLSyntaxError.unselectiveMessage,
                advice: "add one such as service_name=~\".+\"",
                at: start..<lastEnd
            )
        }
        return matchers
    }

    /// Whether a condition does not hold where the label is absent.
    private static func needsLabel(_ matcher: LabelMatcher) -> Bool {
        switch matcher.kind {
        case .equal: return !matcher.value.isEmpty
        case .notEqual: return matcher.value.isEmpty
        case .matchesRegularExpression, .notMatchesRegularExpression:
            guard let expression = try? RegularExpression(anchoring: matcher.value) else {
                return false
            }
            return expression.matches([]) == (matcher.kind == .notMatchesRegularExpression)
        }
    }

    /// Reads `label="value"`.
    mutating func parseMatcher(expecting what: String) throws(LogQLSyntaxError) -> LabelMatcher {
        let name = try expectIdentifier(what)
        guard let kind = next.kind.matcherKind else {
            throw unexpected(expected: "`=`, `!=`, `=~` or `!~`", advice: adviceAboutMatching)
        }
        advance()
        return try parseValue(of: name, kind)
    }

    private var adviceAboutMatching: String? {
        switch next.kind {
        case .symbol(.equal): "a label is compared with a text by ="
        default: nil
        }
    }

    /// Reads the value behind the operator, and checks a regular expression.
    mutating func parseValue(
        of name: ByteString,
        _ kind: LabelMatcher.Kind
    ) throws(LogQLSyntaxError) -> LabelMatcher {
        let range = next.range
        let value = try expectString("a string")
        if kind == .matchesRegularExpression || kind == .notMatchesRegularExpression {
            try check(range) { try RegularExpression(anchoring: value) }
        }
        return LabelMatcher(name: name, kind: kind, value: value)
    }

    /// Throws what is wrong with a regular expression or the like.
    func check<Failure: Error>(
        _ range: Range<Int>,
        _ compile: () throws(Failure) -> some Any
    ) throws(LogQLSyntaxError) {
        do {
            _ = try compile()
        } catch {
            let message =
                switch error {
                case let error as PatternText.Failure: error.message
                case let error as JSONPath.Failure: error.message
                case is RegularExpressionError: "invalid regular expression: \(error)"
                default: "\(error)"
                }
            throw violation(message, at: range)
        }
    }
}

extension Token.Kind {
    /// The condition on a text that an operator means.
    var matcherKind: LabelMatcher.Kind? {
        switch self {
        case .symbol(.assign): .equal
        case .symbol(.notEqual): .notEqual
        case .symbol(.matches): .matchesRegularExpression
        case .symbol(.matchesNot): .notMatchesRegularExpression
        default: nil
        }
    }

    /// The comparison with a number that an operator means.
    var comparison: LabelComparison? {
        switch self {
        case .symbol(.assign), .symbol(.equal): .equal
        case .symbol(.notEqual): .notEqual
        case .symbol(.less): .less
        case .symbol(.lessOrEqual): .lessOrEqual
        case .symbol(.greater): .greater
        case .symbol(.greaterOrEqual): .greaterOrEqual
        default: nil
        }
    }

    /// The filter of lines that an operator means.
    var lineFilterKind: LineFilter.Kind? {
        guard case .symbol(let symbol) = self else { return nil }
        return LineFilter.Kind(rawValue: symbol.rawValue)
    }
}
