internal import DossierQuery
internal import DossierRegularExpressions
internal import DossierTraceQLSyntax

/// An expression over the fields of a query by their numbers, as it is evaluated for a span.
indirect enum SpanExpression: Sendable {
    case literal(TraceQLValue)
    case field(Int)
    case negative(SpanExpression)
    case not(SpanExpression)
    case exists(SpanExpression)
    case absent(SpanExpression)
    case and(SpanExpression, SpanExpression)
    case or(SpanExpression, SpanExpression)
    case compare(ValueComparison, SpanExpression, SpanExpression)
    case match(SpanExpression, RegularExpression, isWanted: Bool)
    case arithmetic(FieldOperator, SpanExpression, SpanExpression)
    /// A side of `&&` or `||`: an array of booleans is true there if any of them is.
    case side(SpanExpression)
    /// A comparison on events or links, which is false for spans without any.
    case needing(events: Bool, links: Bool, SpanExpression)
    /// A comparison or field whose value differs by the event or link it is asked of.
    case anyChild(SpanExpression)
}

extension SpanExpression {
    /// Recursion is bounded by the parser's limit.
    ///
    /// `asksEachChild` says that every comparison on events or links may hold of another one.
    init(
        _ expression: FieldExpression,
        _ fields: inout FieldTable,
        asksEachChild: Bool
    ) throws(RegularExpressionError) {
        if asksEachChild, expression.isAskedOfChildren {
            let inner = try SpanExpression(expression, &fields, asksEachChild: false)
            self = .anyChild(Self.needingChildren(of: expression, inner))
            return
        }
        switch expression {
        case .literal(let literal): self = .literal(TraceQLValue(literal))
        case .field(let field): self = .field(fields.number(of: field))
        case .negative(let operand):
            self = .negative(try Self.init(operand, &fields, asksEachChild: asksEachChild))
        case .not(let operand):
            self = .not(try Self.init(operand, &fields, asksEachChild: asksEachChild))
        case .exists(let operand):
            self = .exists(try Self.init(operand, &fields, asksEachChild: asksEachChild))
        case .absent(let operand):
            self = .absent(try Self.init(operand, &fields, asksEachChild: asksEachChild))
        case .binary(let op, let left, let right):
            if op == .and || op == .or {
                let first = try Self.init(side: left, &fields, asksEachChild: asksEachChild)
                let second = try Self.init(side: right, &fields, asksEachChild: asksEachChild)
                self = op == .and ? .and(first, second) : .or(first, second)
                return
            }
            let first = try Self.init(left, &fields, asksEachChild: asksEachChild)
            if op == .matches || op == .matchesNot, case .literal(.string(let pattern)) = right {
                let regex = try RegularExpression(anchoring: pattern)
                self = .match(first, regex, isWanted: op == .matches)
                return
            }
            let second = try Self.init(right, &fields, asksEachChild: asksEachChild)
            self =
                ValueComparison(op).map { .compare($0, first, second) }
                ?? .arithmetic(op, first, second)
        }
    }

    /// The same for spans that have the events and links which the expression names; false for
    /// others.
    static func needingChildren(
        of expression: FieldExpression,
        _ compiled: SpanExpression
    ) -> SpanExpression {
        if case .field = expression { return compiled }
        var (events, links) = (false, false)
        for field in expression.fields {
            guard case .child(let child) = field.origin else { continue }
            if child == .event { events = true } else { links = true }
        }
        return events || links ? .needing(events: events, links: links, compiled) : compiled
    }

    /// A side of `&&` or `||`.
    init(
        side expression: FieldExpression,
        _ fields: inout FieldTable,
        asksEachChild: Bool
    ) throws(RegularExpressionError) {
        guard case .field(let field) = expression else {
            try self.init(expression, &fields, asksEachChild: asksEachChild)
            return
        }
        let side = SpanExpression.side(.field(fields.number(of: field)))
        self = asksEachChild && expression.isAskedOfChildren ? .anyChild(side) : side
    }
}

extension FieldExpression {
    /// Whether it is a comparison, or a field by itself, that mentions events or links.
    fileprivate var isAskedOfChildren: Bool {
        switch self {
        case .binary(.and, _, _), .binary(.or, _, _), .not: false
        default: mentionsChildren
        }
    }

    /// Whether it mentions events or links, or attributes that may be theirs.
    var mentionsChildren: Bool {
        fields.contains { field in
            switch field.origin {
            case .child, .anyScope: true
            case .span, .trace: false
            }
        }
    }

    /// Whether it mentions what only the whole trace tells.
    var mentionsTrace: Bool {
        fields.contains { if case .trace = $0.origin { true } else { false } }
    }
}
