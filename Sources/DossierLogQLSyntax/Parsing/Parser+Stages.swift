import DossierPromQLSyntax
import DossierRegularExpressions

extension Parser {
    /// Reads stages as long as there are any; `unwrap` is none.
    mutating func parseStages() throws(LogQLSyntaxError) -> [LogStage] {
        var stages: [LogStage] = []
        while true {
            if let kind = next.kind.lineFilterKind {
                stages += try parseLineFilter(kind)
            } else if peeks(.pipe), secondNext.kind != .keyword(.unwrap) {
                advance()
                stages.append(try parseStage())
            } else {
                return stages
            }
        }
    }

    /// Reads `|= "a" or "b"`; a negated filter with alternatives becomes several.
    private mutating func parseLineFilter(
        _ kind: LineFilter.Kind
    ) throws(LogQLSyntaxError) -> [LogStage] {
        advance()
        var operands: [LineFilter.Operand] = []
        repeat {
            operands.append(try parseLineFilterOperand(of: kind))
        } while advance(over: .or)
        guard kind.isNegated else {
            return [.lineFilter(LineFilter(kind: kind, operands: operands))]
        }
        return operands.map { .lineFilter(LineFilter(kind: kind, operands: [$0])) }
    }

    private mutating func parseLineFilterOperand(
        of kind: LineFilter.Kind
    ) throws(LogQLSyntaxError) -> LineFilter.Operand {
        let start = next.range.lowerBound
        if next.kind == .function("ip") {
            let text = try parseAddress(isChecked: true)
            guard kind == .contains || kind == .containsNot else {
                throw violation(
                    "ip(…) does not stand behind \(kind.rawValue)",
                    advice: "write |= ip(…) or != ip(…)",
                    at: start..<lastEnd
                )
            }
            return .address(text)
        }
        let range = next.range
        let text = try expectString("a string or ip(…)")
        switch kind {
        case .matches, .matchesNot:
            try check(range) { try RegularExpression(searching: text) }
        case .pattern, .patternNot: try check(range) { try PatternText(filtering: text) }
        case .contains, .containsNot: break
        }
        return .text(text)
    }

    /// Reads `ip("…")`; what is no address is an error here if `isChecked` says so, else with each
    /// entry.
    mutating func parseAddress(isChecked: Bool) throws(LogQLSyntaxError) -> ByteString {
        advance()
        try expect(.leftParenthesis)
        let range = next.range
        let text = try expectString("a string")
        try expect(.rightParenthesis)
        guard !isChecked || AddressRange(text) != nil else {
            throw violation(
                "\(text.quoted) is no address",
                advice: "write \"192.168.1.1\", \"10.0.0.0/8\" or \"10.0.0.1-10.0.0.9\"",
                at: range
            )
        }
        return text
    }

    /// Reads what stands behind a pipe.
    private mutating func parseStage() throws(LogQLSyntaxError) -> LogStage {
        guard case .keyword(let keyword) = next.kind else {
            return .labelFilter(try parseLabelFilter(isChecked: true).filter)
        }
        switch keyword {
        case .json:
            advance()
            return .json(
                try parseExtractions { text throws(JSONPath.Failure) in _ = try JSONPath(text) }
            )
        case .logfmt: return try parseLogfmt()
        case .unpack:
            advance()
            return .unpack
        case .decolorize:
            advance()
            return .decolorize
        case .regexp:
            advance()
            return .regexp(try parseRegexp())
        case .pattern:
            advance()
            let range = next.range
            let text = try expectString("a pattern in quotes")
            try check(range) { try PatternText(capturing: text) }
            return .pattern(text)
        case .lineFormat:
            advance()
            let range = next.range
            let text = try expectString("a template in quotes")
            try check(range) { try LogTemplate.parse(text, name: "line") }
            return .lineFormat(text)
        case .labelFormat: return .labelFormat(try parseLabelFormat())
        case .drop:
            advance()
            return .drop(try parseSelections())
        case .keep:
            advance()
            return .keep(try parseSelections())
        default: throw unexpected(expected: "a parser, a filter or another stage")
        }
    }

    private mutating func parseLogfmt() throws(LogQLSyntaxError) -> LogStage {
        advance()
        var options = LogfmtOptions()
        while case .flag(let flag) = next.kind {
            if flag == "--strict" { options.isStrict = true } else { options.keepsEmpty = true }
            advance()
        }
        let extractions = try parseExtractions { text throws(JSONPath.Failure) in
            _ = try JSONPath.key(text)
        }
        return .logfmt(options, extractions)
    }

    /// Reads `label="path", …`, if a label is next.
    private mutating func parseExtractions(
        _ compile: (ByteString) throws(JSONPath.Failure) -> Void
    ) throws(LogQLSyntaxError) -> [LabelExtraction] {
        guard case .identifier = next.kind else { return [] }
        var extractions: [LabelExtraction] = []
        repeat {
            var range = next.range
            let label = try expectIdentifier("the name of a label")
            var source = label
            if advance(over: .assign) {
                range = next.range
                source = try expectString("a path in quotes")
            }
            try check(range) { () throws(JSONPath.Failure) in try compile(source) }
            extractions.append(LabelExtraction(label: label, source: source))
        } while advance(over: .comma)
        return extractions
    }

    private mutating func parseRegexp() throws(LogQLSyntaxError) -> ByteString {
        let range = next.range
        let text = try expectString("a regular expression in quotes")
        try check(range) { try RegularExpression(searching: text) }
        let names = ((try? RegularExpression(searching: text))?.groupNames ?? []).compactMap(\.self)
        guard !names.isEmpty else {
            throw violation(
                "the regular expression names no label",
                advice: "write (?P<name>…) around its value",
                at: range
            )
        }
        guard Set(names).count == names.count else {
            throw violation("the regular expression has two groups of the same name", at: range)
        }
        return text
    }

    private mutating func parseLabelFormat() throws(LogQLSyntaxError) -> [LabelAssignment] {
        advance()
        var assignments: [LabelAssignment] = []
        repeat {
            let start = next.range
            let label = try expectIdentifier("the name of a label")
            try expect(.assign)
            let range = next.range
            switch next.kind {
            case .identifier(let source):
                advance()
                assignments.append(LabelAssignment(label: label, source: .rename(source)))
            case .string(let text):
                advance()
                try check(range) { try LogTemplate.parse(text, name: "label") }
                assignments.append(LabelAssignment(label: label, source: .template(text)))
            default: throw unexpected(expected: "a label, or a template in quotes")
            }
            guard label != "__error__" else {
                throw violation(
                    "label_format can't set __error__",
                    advice: "errors are dropped by | drop __error__",
                    at: start
                )
            }
            guard !assignments.dropLast().contains(where: { $0.label == label }) else {
                throw violation(
                    "label_format sets \(label) twice",
                    advice: "use two stages",
                    at: start
                )
            }
        } while advance(over: .comma)
        return assignments
    }

    /// Reads labels, with or without the value that they have to have.
    private mutating func parseSelections() throws(LogQLSyntaxError) -> [LabelSelection] {
        var selections: [LabelSelection] = []
        repeat {
            if case .identifier(let name) = next.kind, secondNext.kind.matcherKind == nil {
                advance()
                selections.append(.name(name))
            } else {
                selections.append(.matching(try parseMatcher(expecting: "the name of a label")))
            }
        } while advance(over: .comma)
        return selections
    }
}
