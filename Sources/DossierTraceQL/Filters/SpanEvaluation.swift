internal import DossierQuery
internal import DossierRegularExpressions
internal import DossierTraceQLSyntax

/// Evaluates expressions for the spans of a trace, one after another.
struct SpanEvaluation {
    /// The event and the link that are asked; nil for the first that has the field.
    struct Choice {
        var event: Int?
        var link: Int?
        /// The same for attributes without a scope, where the span has none of the name.
        var unscopedEvent: Int?
        var unscopedLink: Int?
    }

    let trace: TraceSpans
    let fields: FieldTable

    /// The value of an expression for a span; none where a part of it has no value, or fails and
    /// `isStrict` is not set.
    func value(
        _ expression: SpanExpression,
        _ span: Int,
        isStrict: Bool = false
    ) throws -> TraceQLValue {
        do {
            return try value(expression, trace.place(span), Choice())
        } catch let error as TraceQLEvaluationError {
            if isStrict { throw error }
            return .none
        }
    }

    /// Whether all of some expressions are true for a span; with `sharesChildren` of the same event
    /// and the same link.
    func passes(
        _ expressions: [SpanExpression],
        _ span: Int,
        sharesChildren: Bool,
        isStrict: Bool
    ) throws -> Bool {
        let place = trace.place(span)
        do {
            guard sharesChildren else {
                for expression in expressions {
                    guard try isTrue(expression, place, Choice()) else { return false }
                }
                return true
            }
            return try anyChoice(place) { choice in
                for expression in expressions {
                    let isTrue = try isAnyUnscoped(place, choice) { choice in
                        try self.isTrue(expression, place, choice)
                    }
                    guard isTrue else { return false }
                }
                return true
            }
        } catch let error as TraceQLEvaluationError {
            if isStrict { throw error }
            return false
        }
    }

    private func isTrue(
        _ expression: SpanExpression,
        _ place: TraceSpans.Place,
        _ choice: Choice
    ) throws -> Bool {
        try value(expression, place, choice) == .boolean(true)
    }

    /// Whether something holds for an event and a link of the span; where it has none, of none.
    private func anyChoice(
        _ place: TraceSpans.Place,
        _ body: (Choice) throws -> Bool
    ) throws -> Bool {
        let events = try place.spans.children(.event, of: place.row)
        let links = try place.spans.children(.link, of: place.row)
        for event in Self.choices(events) {
            for link in Self.choices(links) {
                if try body(Choice(event: event, link: link)) { return true }
            }
        }
        return false
    }

    /// The children, or -1 for none.
    private static func choices(_ children: Range<Int>) -> Range<Int> {
        children.isEmpty ? -1..<0 : children
    }

    /// The same for the events and links that attributes without a scope are looked up in.
    private func isAnyUnscoped(
        _ place: TraceSpans.Place,
        _ choice: Choice,
        _ body: (Choice) throws -> Bool
    ) throws -> Bool {
        let events = try place.spans.children(.event, of: place.row)
        let links = try place.spans.children(.link, of: place.row)
        var choice = choice
        for event in Self.choices(events) {
            for link in Self.choices(links) {
                choice.unscopedEvent = event
                choice.unscopedLink = link
                if try body(choice) { return true }
            }
        }
        return false
    }

    // MARK: - Values

    /// Recursion is bounded by the parser's limit.
    private func value(
        _ expression: SpanExpression,
        _ place: TraceSpans.Place,
        _ choice: Choice
    ) throws -> TraceQLValue {
        switch expression {
        case .literal(let value): return value
        case .field(let field): return try self.field(field, place, choice)
        case .negative(let operand): return try value(operand, place, choice).negated()
        case .not(let operand):
            guard case .boolean(let value) = try value(operand, place, choice) else {
                throw TraceQLEvaluationError.operandType
            }
            return .boolean(!value)
        case .exists(let operand): return .boolean(!(try value(operand, place, choice).isNone))
        case .absent(let operand): return .boolean(try value(operand, place, choice).isNone)
        case .and(let left, let right):
            guard try isTrue(left, place, choice) else { return .boolean(false) }
            return .boolean(try isTrue(right, place, choice))
        case .or(let left, let right):
            guard case .boolean(let first) = try value(left, place, choice) else {
                // What the other side fails with counts, too.
                _ = try value(right, place, choice)
                return .boolean(false)
            }
            return .boolean(try first || isTrue(right, place, choice))
        case .compare(let comparison, let left, let right):
            let first = try value(left, place, choice)
            let second = try value(right, place, choice)
            return .boolean(try first.compares(comparison, with: second))
        case .match(let operand, let regex, let isWanted):
            return .boolean(
                Self.matches(try value(operand, place, choice), regex, isWanted: isWanted)
            )
        case .arithmetic(let op, let left, let right):
            return try value(left, place, choice).applying(op, value(right, place, choice))
        case .side(let operand):
            let value = try value(operand, place, choice)
            guard case .booleans(let flags) = value else { return value }
            return .boolean(flags.contains(true))
        case .needing(let events, let links, let inner):
            if events, try place.spans.children(.event, of: place.row).isEmpty {
                return .boolean(false)
            }
            if links, try place.spans.children(.link, of: place.row).isEmpty {
                return .boolean(false)
            }
            return try value(inner, place, choice)
        case .anyChild(let inner): return try ofAnyChild(inner, place)
        }
    }

    /// True if it is for some event and link; else false if it is for some; else the value for the
    /// first ones.
    private func ofAnyChild(
        _ expression: SpanExpression,
        _ place: TraceSpans.Place
    ) throws -> TraceQLValue {
        for wanted in [true, false] {
            let isFound = try anyChoice(place) { choice in
                try isAnyUnscoped(place, choice) { choice in
                    try value(expression, place, choice) == .boolean(wanted)
                }
            }
            if isFound { return .boolean(wanted) }
        }
        return try value(expression, place, Choice())
    }

    private static func matches(
        _ value: TraceQLValue,
        _ regex: RegularExpression,
        isWanted: Bool
    ) -> Bool {
        switch value {
        case .string(let text):
            text.withUnsafeBytes { regex.matches($0) } == isWanted
        case .strings(let texts):
            texts.contains { regex.matches($0) } == isWanted
        default: false
        }
    }

    private func field(
        _ field: Int,
        _ place: TraceSpans.Place,
        _ choice: Choice
    ) throws -> TraceQLValue {
        if case .intrinsic(let intrinsic) = fields.fields[field],
            case .trace = fields.fields[field].origin
        {
            return try traceValue(intrinsic, place)
        }
        let column = try place.spans.column(field)
        switch column {
        case .children(let child, let values):
            let chosen = child == .event ? choice.event : choice.link
            return try Self.childValue(values, child, chosen, place, orElseFirst: false)
        case .first(let columns):
            for column in columns {
                var value = TraceQLValue.none
                if case .children(let child, let values) = column {
                    let chosen = child == .event ? choice.unscopedEvent : choice.unscopedLink
                    value = try Self.childValue(values, child, chosen, place, orElseFirst: true)
                } else {
                    value = column.value(at: place.row)
                }
                if !value.isNone { return value }
            }
            return .none
        default: return column.value(at: place.row)
        }
    }

    /// The value for a chosen child; without a choice, of the first that has one.
    private static func childValue(
        _ column: FieldColumn,
        _ child: SpanChild,
        _ chosen: Int?,
        _ place: TraceSpans.Place,
        orElseFirst: Bool
    ) throws -> TraceQLValue {
        if let chosen {
            let value = chosen < 0 ? .none : column.value(at: chosen)
            if !value.isNone || !orElseFirst { return value }
        }
        for row in try place.spans.children(child, of: place.row) {
            let value = column.value(at: row)
            if !value.isNone { return value }
        }
        return .none
    }

    private func traceValue(
        _ intrinsic: Intrinsic,
        _ place: TraceSpans.Place
    ) throws -> TraceQLValue {
        switch intrinsic {
        case .traceID: return trace.id.value
        case .traceDuration: return .duration(try trace.duration())
        case .rootName: return try trace.root().name
        case .rootServiceName: return try trace.root().service
        default: break
        }
        let tree = try trace.tree()
        let span = place.span
        switch intrinsic {
        case .spanChildCount: return .integer(Int64(tree.childCounts[span]))
        case .nestedSetLeft: return .integer(tree.nestedSets[span].left)
        case .nestedSetRight: return .integer(tree.nestedSets[span].right)
        case .nestedSetParent: return .integer(tree.nestedSets[span].parent)
        default: return .none
        }
    }
}
