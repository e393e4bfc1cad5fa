import DossierTraceQLSyntax

extension Oracle {
    /// The event and link that are asked; -1 for none; nil for the first that has a value.
    struct Choice {
        var event: Int?
        var link: Int?
        var otherEvent: Int?
        var otherLink: Int?
    }

    /// Whether a span passes a filter.
    func passes(_ filter: FieldExpression, _ span: Int) -> Bool {
        let parts = conjuncts(filter)
        do {
            guard !parts.contains(where: hasAlternatives) else {
                for part in parts {
                    let isTrue =
                        parts.count > 1 ? try side(part, span) : try boolean(part, span)
                    if isTrue != true { return false }
                }
                return true
            }
            guard parts.allSatisfy({ hasChildren($0, span) }) else { return false }
            for event in choices(spans[span].events.count) {
                for link in choices(spans[span].links.count) {
                    let choice = Choice(event: event, link: link)
                    let passes = try parts.allSatisfy { part in
                        try isTrueOfOthers(part, span, choice, isSide: parts.count > 1)
                    }
                    if passes { return true }
                }
            }
            return false
        } catch {
            return false
        }
    }

    /// Whether the span has the events and links that a comparison names.
    private func hasChildren(_ expression: FieldExpression, _ span: Int) -> Bool {
        if case .field = expression { return true }
        return expression.fields.allSatisfy { field in
            switch field {
            case .attribute(let attribute):
                attribute.scope == .event
                    ? !spans[span].events.isEmpty
                    : attribute.scope == .link ? !spans[span].links.isEmpty : true
            case .intrinsic(.eventName), .intrinsic(.eventTimeSinceStart):
                !spans[span].events.isEmpty
            case .intrinsic(.linkTraceID), .intrinsic(.linkSpanID): !spans[span].links.isEmpty
            case .intrinsic: true
            }
        }
    }

    private func choices(_ count: Int) -> [Int] { count == 0 ? [-1] : Array(0..<count) }

    private func conjuncts(_ expression: FieldExpression) -> [FieldExpression] {
        guard case .binary(.and, let left, let right) = expression else { return [expression] }
        return conjuncts(left) + conjuncts(right)
    }

    private func hasAlternatives(_ expression: FieldExpression) -> Bool {
        switch expression {
        case .not, .binary(.or, _, _): true
        default: expression.children.contains(where: hasAlternatives)
        }
    }

    private func isTrueOfOthers(
        _ expression: FieldExpression,
        _ span: Int,
        _ choice: Choice,
        isSide: Bool
    ) throws -> Bool {
        for event in choices(spans[span].events.count) {
            for link in choices(spans[span].links.count) {
                var choice = choice
                choice.otherEvent = event
                choice.otherLink = link
                var value = try value(expression, span, choice)
                if isSide { value = asSide(value) }
                if value == .boolean(true) { return true }
            }
        }
        return false
    }

    /// As a side of `&&` and `||` an array of booleans is true if any of them is.
    private func asSide(_ value: OracleValue) -> OracleValue {
        guard case .array(let values) = value,
            values.contains(.boolean(true)) || values.contains(.boolean(false))
        else { return value }
        return .boolean(values.contains(.boolean(true)))
    }

    private func side(_ expression: FieldExpression, _ span: Int) throws -> Bool? {
        try boolean(expression, span, isSide: true)
    }

    /// Of a filter with alternatives, where each comparison may hold of another event; nil for what
    /// is no boolean.
    private func boolean(
        _ expression: FieldExpression,
        _ span: Int,
        isSide: Bool = false
    ) throws -> Bool? {
        switch expression {
        case .binary(.and, let left, let right):
            guard try side(left, span) == true else { return false }
            return try side(right, span) == true
        case .binary(.or, let left, let right):
            let first = try side(left, span)
            if first == true { return true }
            let second = try side(right, span)
            return first == false && second == true
        case .not(let operand):
            guard let inner = try boolean(operand, span) else { throw OracleFailure.span }
            return !inner
        default:
            guard hasChildren(expression, span) else { return false }
            var values: [OracleValue] = []
            for event in choices(spans[span].events.count) {
                for link in choices(spans[span].links.count) {
                    for otherEvent in choices(spans[span].events.count) {
                        for otherLink in choices(spans[span].links.count) {
                            let choice = Choice(
                                event: event,
                                link: link,
                                otherEvent: otherEvent,
                                otherLink: otherLink
                            )
                            var value = try value(expression, span, choice)
                            if isSide { value = asSide(value) }
                            if value == .boolean(true) { return true }
                            values.append(value)
                        }
                    }
                }
            }
            return values.contains(.boolean(false)) ? false : nil
        }
    }

    // MARK: - Values

    func value(_ expression: FieldExpression, _ span: Int) throws -> OracleValue {
        try value(expression, span, Choice())
    }

    func value(
        _ expression: FieldExpression,
        _ span: Int,
        _ choice: Choice
    ) throws -> OracleValue {
        switch expression {
        case .literal(let literal): return OracleValue(literal)
        case .field(let field): return self.field(field, span, choice)
        case .negative(let operand):
            switch try value(operand, span, choice) {
            case .integer(let n): return .integer(0 &- n)
            case .double(let n): return .double(-n)
            case .duration(let n): return .duration(0 &- n)
            default: throw OracleFailure.span
            }
        case .not(let operand):
            guard case .boolean(let flag) = try value(operand, span, choice) else {
                throw OracleFailure.span
            }
            return .boolean(!flag)
        case .exists(let operand):
            return .boolean(try value(operand, span, choice) != .none)
        case .absent(let operand):
            return .boolean(try value(operand, span, choice) == .none)
        case .binary(.and, let left, let right):
            guard try asSide(value(left, span, choice)) == .boolean(true) else {
                return .boolean(false)
            }
            return .boolean(try asSide(value(right, span, choice)) == .boolean(true))
        case .binary(.or, let left, let right):
            let first = try asSide(value(left, span, choice))
            if first == .boolean(true) { return first }
            let second = try asSide(value(right, span, choice))
            return .boolean(first == .boolean(false) && second == .boolean(true))
        case .binary(.matches, let left, .literal(.string(let pattern))):
            let text = try value(left, span, choice)
            return .boolean(OracleOperators.match(text, pattern, isWanted: true))
        case .binary(.matchesNot, let left, .literal(.string(let pattern))):
            let text = try value(left, span, choice)
            return .boolean(OracleOperators.match(text, pattern, isWanted: false))
        case .binary(let op, let left, let right):
            let (first, second) = (try value(left, span, choice), try value(right, span, choice))
            return op.isBoolean
                ? .boolean(try OracleOperators.compare(op, first, second))
                : try OracleOperators.arithmetic(op, first, second)
        }
    }

    private func present(_ value: OracleValue?) -> OracleValue {
        switch value {
        case nil, .other, .array([]): .none
        case .array(let values)?:
            Set(values.map(typeName)).count == 1 ? .array(values) : .none
        case let value?: value
        }
    }

    private func typeName(_ value: OracleValue) -> String {
        switch value {
        case .integer: "integer"
        case .double: "double"
        case .string: "string"
        default: "boolean"
        }
    }

    /// The value for a chosen child, or of the first that has one.
    private func ofChild(
        _ values: [OracleValue],
        _ chosen: Int?,
        orElseFirst: Bool
    ) -> OracleValue {
        if let chosen {
            let value = chosen < 0 ? .none : values[chosen]
            if value != .none || !orElseFirst { return value }
        }
        return values.first { $0 != .none } ?? .none
    }

    private func field(_ field: SpanFieldOfTest, _ number: Int, _ choice: Choice) -> OracleValue {
        let span = spans[number]
        switch field {
        case .attribute(let attribute):
            let key = String(decoding: attribute.name, as: UTF8.self)
            let events = span.events.map { present($0.attributes[key]) }
            let links = span.links.map { present($0.attributes[key]) }
            switch attribute.scope {
            case .span: return present(span.attributes[key])
            case .resource: return present(span.resource[key])
            case .instrumentation: return present(span.scope[key])
            case .event: return ofChild(events, choice.event, orElseFirst: false)
            case .link: return ofChild(links, choice.link, orElseFirst: false)
            case nil:
                let found = [
                    present(span.attributes[key]), present(span.resource[key]),
                    ofChild(events, choice.otherEvent, orElseFirst: true),
                    ofChild(links, choice.otherLink, orElseFirst: true),
                    present(span.scope[key]),
                ]
                return found.first { $0 != .none } ?? .none
            }
        case .intrinsic(let intrinsic): return self.intrinsic(intrinsic, number, choice)
        }
    }

    private func intrinsic(_ intrinsic: Intrinsic, _ number: Int, _ choice: Choice) -> OracleValue {
        let span = spans[number]
        switch intrinsic {
        case .name: return .string(span.name)
        case .status: return .status(["unset", "ok", "error"][span.status])
        case .statusMessage: return .string(span.statusMessage)
        case .kind: return .kind(OracleOperators.kinds[span.kind])
        case .duration: return .duration(Int64(span.end) - Int64(span.start))
        case .spanID: return .string(span.id)
        case .spanParentID: return span.parent.isEmpty ? .none : .string(span.parent)
        case .spanChildCount: return .integer(Int64(tree.childCount(number)))
        case .traceID: return .string(String(span.trace.drop { $0 == "0" }))
        case .traceDuration:
            let (start, end) = (spans.map(\.start).min() ?? 0, spans.map(\.end).max() ?? 0)
            return .duration(Int64(end) - Int64(start))
        case .rootName: return .string(spans.last { $0.parent.isEmpty }?.name ?? "")
        case .rootServiceName:
            guard
                case .string(let name) = spans.last(where: { $0.parent.isEmpty })?
                    .resource["service.name"]
            else { return .string("") }
            return .string(name)
        case .eventName:
            return ofChild(
                span.events.map { .string($0.name) },
                choice.event,
                orElseFirst: false
            )
        case .eventTimeSinceStart:
            return ofChild(
                span.events.map { .duration(Int64($0.time) - Int64(span.start)) },
                choice.event,
                orElseFirst: false
            )
        case .linkTraceID:
            return ofChild(span.links.map { .string($0.trace) }, choice.link, orElseFirst: false)
        case .linkSpanID:
            return ofChild(span.links.map { .string($0.span) }, choice.link, orElseFirst: false)
        case .instrumentationName: return .string(span.scopeName)
        case .instrumentationVersion: return .string(span.scopeVersion)
        case .nestedSetParent:
            guard let path = tree.path(number) else { return .integer(0) }
            // What the number of a parent is, is not part of the law.
            return .integer(path.isEmpty ? -1 : 1)
        case .nestedSetLeft, .nestedSetRight:
            return .integer(tree.path(number) == nil ? 0 : 1)
        case .parent: return .none
        }
    }
}

typealias SpanFieldOfTest = DossierTraceQLSyntax.Field
