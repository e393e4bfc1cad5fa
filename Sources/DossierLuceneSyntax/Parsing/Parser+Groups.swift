/// Clauses and the operators between them.
extension Parser {
    /// Reads clauses up to the end, with a stack for the parentheses that are open.
    mutating func parseGroups() throws(LuceneSyntaxError) -> LuceneQuery {
        var outer: [OpenGroup] = []
        var group = OpenGroup(start: 0)
        while true {
            switch try peek().kind {
            case .endOfInput:
                if let opening = group.opening {
                    throw error(
                        "the parenthesis is not closed",
                        advice: "end the group with )",
                        at: opening
                    )
                }
                return group.clauses.isEmpty ? .all : finish(group)
            case .rightParenthesis:
                guard var parent = outer.popLast() else {
                    throw try unexpected(expected: "the end of the query")
                }
                guard !group.clauses.isEmpty else {
                    throw try unexpected(expected: "a term", advice: "parentheses enclose terms")
                }
                parent.add(finish(group))
                try advance()
                try skipBoost(fuzzy: "fuzzy search")
                group = parent
            default:
                if let inner = try parseClause(into: &group) {
                    guard outer.count < LuceneQuery.nestingLimit else {
                        throw tooDeep(at: inner.opening ?? 0..<0)
                    }
                    outer.append(group)
                    group = inner
                }
            }
        }
    }

    /// A group of which the end was not seen yet.
    private struct OpenGroup {
        /// Of the field that its words are about.
        var name: LuceneFieldName?
        /// Where its parenthesis stands; nil for the whole query.
        var opening: Range<Int>?
        var start: Int
        var clauses: [Clause] = []
        /// What stands before the next clause.
        var junction: Clause.Junction?
        var mark: Clause.Mark?

        mutating func add(_ query: LuceneQuery) {
            clauses.append(Clause(junction: junction, mark: mark, query: query))
        }
    }

    private mutating func finish(_ group: OpenGroup) -> LuceneQuery {
        let clauses = ClauseGroup(clauses: group.clauses)
        if takesNotes, let hint = clauses.hint { note(hint, at: group.start..<end) }
        return clauses.query
    }

    private func tooDeep(at range: Range<Int>) -> LuceneSyntaxError {
        error("the query nests deeper than \(LuceneQuery.nestingLimit) levels", at: range)
    }

    /// Reads a clause, or of a group its parenthesis, which it gives.
    private mutating func parseClause(
        into group: inout OpenGroup
    ) throws(LuceneSyntaxError) -> OpenGroup? {
        group.junction = try parseJunction(isFirst: group.clauses.isEmpty)
        let markRange = try peek().range
        group.mark = try parseMark()
        var name = group.name
        if let own = try parseFieldName() {
            name = own.name
            let next = try peek()
            guard startsTerm(next) || next.kind == .leftParenthesis else {
                throw try unexpected(
                    expected: "a value behind `\(text(own.range))`",
                    advice: adviceAboutValue(next)
                )
            }
        }
        let token = try peek()
        if token.kind == .leftParenthesis {
            try advance()
            let start = try peek().range.lowerBound
            return OpenGroup(name: name, opening: token.range, start: start)
        }
        guard startsTerm(token) else {
            throw try unexpected(
                expected: "a term" + (group.mark == nil ? "" : " behind `\(text(markRange))`")
            )
        }
        try advance()
        group.add(try parseTerm(token, name))
        return nil
    }

    /// Steps over a name and its colon; nil if none is next.
    private mutating func parseFieldName() throws(LuceneSyntaxError) -> (
        name: LuceneFieldName, range: Range<Int>
    )? {
        let token = try peek()
        guard case .word(let parts) = token.kind, let colon = colon(behind: token.range) else {
            return nil
        }
        let name = try fieldName(parts, at: token.range)
        try advance()
        try advance()
        return (name, token.range.lowerBound..<(colon + 1))
    }

    private mutating func parseJunction(
        isFirst: Bool
    ) throws(LuceneSyntaxError) -> Clause.Junction? {
        let junction: Clause.Junction
        let token = try peek()
        switch token.kind {
        case .keyword(.and): junction = .and
        case .keyword(.or): junction = .or
        default: return nil
        }
        guard !isFirst else {
            throw error(
                "nothing stands before `\(text(token.range))`",
                advice: "write the word in quotes if it is meant as such",
                at: token.range
            )
        }
        try advance()
        switch try peek().kind {
        case .endOfInput, .rightParenthesis, .keyword(.and), .keyword(.or):
            throw try unexpected(expected: "a term behind `\(text(token.range))`")
        default: return junction
        }
    }

    private mutating func parseMark() throws(LuceneSyntaxError) -> Clause.Mark? {
        let mark: Clause.Mark
        switch try peek().kind {
        case .sign(UInt8(ascii: "+")): mark = .required
        case .sign(UInt8(ascii: "-")): mark = .prohibited
        case .sign, .keyword(.not): mark = .not
        default: return nil
        }
        try advance()
        switch try peek().kind {
        case .sign, .keyword(.not):
            throw try unexpected(
                expected: "a term",
                advice: "one of +, -, ! and NOT may stand before a term; use parentheses for more"
            )
        default: return mark
        }
    }

    private func startsTerm(_ token: Token) -> Bool {
        switch token.kind {
        case .word, .quoted, .pattern, .rangeStart: true
        default: false
        }
    }

    private func adviceAboutValue(_ token: Token) -> String? {
        switch token.kind {
        case .sign(let sign):
            let sign = String(Character(Unicode.Scalar(sign)))
            return "write \\\(sign) for a value that begins with \(sign), or put it in quotes"
        case .keyword: return "put the word in quotes"
        default: return nil
        }
    }
}
