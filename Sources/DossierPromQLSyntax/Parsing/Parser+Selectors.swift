import DossierPrimitives
import DossierRegularExpressions

extension Parser {
    /// Reads the braces behind a name, or braces alone.
    mutating func parseSelector(named name: Token?) throws(PromQLSyntaxError) -> VectorSelector {
        let nameText = name.map { ByteString(Array(text[$0.range.start..<$0.range.end])) }
        var selector = VectorSelector(
            name: nameText ?? "",
            matchers: [],
            range: name?.range ?? SourceRange(start: 0, end: 0)
        )
        if try peek().kind == .leftBrace {
            let (matchers, range) = try parseMatchers()
            selector.matchers = matchers
            selector.range = name?.range.through(range) ?? range
        }
        if let nameText {
            selector.matchers.append(
                LabelMatcher(name: LabelSyntax.metric, kind: .equal, value: nameText)
            )
        }
        return selector
    }

    mutating func parseMatchers() throws(PromQLSyntaxError) -> ([LabelMatcher], SourceRange) {
        let opening = try advance()
        var matchers: [LabelMatcher] = []
        if try peek().kind != .rightBrace {
            matchers.append(try parseMatcher())
            while try advance(over: .comma) {
                if try peek().kind == .rightBrace {
                    break
                }
                matchers.append(try parseMatcher())
            }
        }
        let closing = try expect(.rightBrace, in: "label matching", orSay: "\",\" or \"}\"")
        return (matchers, opening.range.through(closing.range))
    }

    private mutating func parseMatcher() throws(PromQLSyntaxError) -> LabelMatcher {
        let label = try peek()
        let isQuoted = label.kind == .string
        guard isQuoted || label.kind == .identifier else {
            throw try unexpected(in: "label matching", expected: "identifier or \"}\"")
        }
        _ = try advance()
        let name = isQuoted ? try unquote(label) : ByteString(Array(text[label.range.indices]))
        let kind: LabelMatcher.Kind
        switch try peek().kind {
        case .equal: kind = .equal
        case .op(.notEqual): kind = .notEqual
        case .matches: kind = .matchesRegularExpression
        case .notMatches: kind = .notMatchesRegularExpression
        default:
            guard isQuoted else {
                throw try unexpected(in: "label matching", expected: "label matching operator")
            }
            return LabelMatcher(name: LabelSyntax.metric, kind: .equal, value: name)
        }
        _ = try advance()
        let value = try expect(.string, in: "label matching", orSay: "string")
        let matcher = LabelMatcher(name: name, kind: kind, value: try unquote(value))
        if kind == .matchesRegularExpression || kind == .notMatchesRegularExpression {
            do {
                _ = try RegularExpression(anchoring: matcher.value)
            } catch let failure {
                throw error(failure.description, at: label.range.through(value.range))
            }
        }
        return matcher
    }

    /// Reads what may follow an expression: a window, `offset`, `@`, `anchored` and `smoothed`.
    mutating func parsePostfix(of operand: Operand) throws(PromQLSyntaxError) -> Operand {
        var operand = operand
        while true {
            switch try peek().kind {
            case .leftBracket: operand = try parseWindow(of: operand)
            case .keyword(.offset): operand.expression = try parseOffset(of: operand.expression)
            case .at: operand.expression = try parseAt(of: operand.expression)
            case .keyword(.anchored):
                operand.expression = try extend(operand.expression, by: .anchored)
            case .keyword(.smoothed):
                operand.expression = try extend(operand.expression, by: .smoothed)
            default: return operand
            }
        }
    }

    private mutating func parseWindow(of operand: Operand) throws(PromQLSyntaxError) -> Operand {
        let opening = try advance()
        let window = try parseWindowDuration(
            in: "subquery or range selector",
            orSay: "number, duration, step(), or range()"
        )
        switch try peek().kind {
        case .rightBracket:
            let closing = try advance()
            return Operand(
                expression: try select(
                    operand.expression,
                    window: window,
                    brackets: opening.range.through(closing.range)
                )
            )
        case .colon: _ = try advance()
        default: throw try unexpected(in: "subquery or range", expected: "\":\" or \"]\"")
        }
        var step: DurationValue?
        if try peek().kind != .rightBracket {
            step = try parseWindowDuration(
                in: "subquery selector",
                orSay: "number, duration, step(), range(), or \"]\""
            )
        }
        _ = try expect(.rightBracket, in: "subquery selector", orSay: "\"]\"")
        let range = SourceRange(start: operand.expression.range.start, end: lastClosing)
        let query = Subquery(inner: operand.expression, window: window, step: step, range: range)
        return try deeper(.subquery(query), than: operand.height)
    }

    private func select(
        _ expression: PromQLExpression,
        window: DurationValue,
        brackets: SourceRange
    ) throws(PromQLSyntaxError) -> PromQLExpression {
        guard case .vectorSelector(let selector) = expression else {
            throw error("ranges only allowed for vector selectors", at: brackets)
        }
        if selector.offset != .milliseconds(0) {
            throw error("no offset modifiers allowed before range", at: brackets)
        }
        if selector.at != nil {
            throw error("no @ modifiers allowed before range", at: brackets)
        }
        let range = SourceRange(start: selector.range.start, end: lastClosing)
        return .matrixSelector(MatrixSelector(selector: selector, window: window, range: range))
    }

    private mutating func parseOffset(
        of expression: PromQLExpression
    ) throws(PromQLSyntaxError) -> PromQLExpression {
        _ = try advance()
        let offset = try parseOffsetDuration()
        let end = lastClosing
        var offsetBefore: DurationValue = .milliseconds(0)
        let selected = expression.modifyingSelection { selection in
            offsetBefore = selection.offset
            selection.offset = offset
            selection.end = end
        }
        guard let selected else {
            throw error(
                "offset modifier must be preceded by an instant vector selector or range vector "
                    + "selector or a subquery",
                at: expression.range
            )
        }
        guard offsetBefore == .milliseconds(0) else {
            throw error("offset may not be set multiple times", at: expression.range)
        }
        return selected
    }

    private mutating func parseAt(
        of expression: PromQLExpression
    ) throws(PromQLSyntaxError) -> PromQLExpression {
        _ = try advance()
        let at = try parseTimestamp(of: expression)
        let end = lastClosing
        var atBefore: AtModifier?
        let selected = expression.modifyingSelection { selection in
            atBefore = selection.at
            selection.at = at
            selection.end = end
        }
        guard let selected else {
            throw error(
                "@ modifier must be preceded by an instant vector selector or range vector "
                    + "selector or a subquery",
                at: expression.range
            )
        }
        guard atBefore == nil else {
            throw error("@ <timestamp> may not be set multiple times", at: expression.range)
        }
        return selected
    }

    private mutating func parseTimestamp(
        of expression: PromQLExpression
    ) throws(PromQLSyntaxError) -> AtModifier {
        let token = try peek()
        if token.kind == .keyword(.start) || token.kind == .keyword(.end) {
            _ = try advance()
            _ = try expect(.leftParenthesis, in: "@", orSay: "timestamp")
            _ = try expect(.rightParenthesis, in: "@", orSay: "timestamp")
            return token.kind == .keyword(.start) ? .start : .end
        }
        var sign = 1.0
        if token.kind == .op(.add) || token.kind == .op(.subtract) {
            sign = token.kind == .op(.subtract) ? -1 : 1
            _ = try advance()
        }
        switch try peek().kind {
        case .number, .duration: break
        default: throw try unexpected(in: "@", expected: "timestamp")
        }
        let seconds = try sign * parseNumber().value
        guard let milliseconds = Int64(exactly: (seconds * 1000).rounded(.toNearestOrAwayFromZero))
        else {
            let written =
                seconds.isFinite
                ? FloatText.formatted(seconds, digits: 6, verb: "f") : FloatText.decimal(seconds)
            throw error(
                "timestamp out of bounds for @ modifier: \(written)",
                at: expression.range
            )
        }
        return .timestamp(milliseconds)
    }

    private mutating func extend(
        _ expression: PromQLExpression,
        by windowExtension: WindowExtension
    ) throws(PromQLSyntaxError) -> PromQLExpression {
        let word = try advance()
        let name = windowExtension.rawValue
        guard features.contains(.extendedRangeSelectors) else {
            throw error("\(name) modifier is experimental and not enabled", at: expression.range)
        }
        if case .subquery = expression {
            throw error("\(name) modifier is not supported for subqueries", at: expression.range)
        }
        var extensionBefore: WindowExtension?
        let selected = expression.modifyingSelection { selection in
            extensionBefore = selection.windowExtension
            selection.windowExtension = windowExtension
            selection.end = word.range.end
        }
        guard let selected else {
            throw error(
                "\(name) modifier must be preceded by an instant vector selector or range vector "
                    + "selector",
                at: expression.range
            )
        }
        guard extensionBefore == nil || extensionBefore == windowExtension else {
            throw error(
                "anchored and smoothed modifiers cannot be used together",
                at: expression.range
            )
        }
        return selected
    }
}

extension SourceRange {
    var indices: Range<Int> { start..<max(start, end) }
}

extension LabelMatcher {
    /// Reads the matchers in braces that begin at an offset of a text, with the range of the braces.
    package static func list(
        parsing text: [UInt8],
        from offset: Int
    ) throws(PromQLSyntaxError) -> (matchers: [LabelMatcher], range: SourceRange) {
        var parser = Parser(text, features: [], from: offset)
        return try parser.parseMatchers()
    }
}
