internal import DossierTraceQLSyntax

extension TraceQLExpression {
    /// Traces that have each of some tags, as Tempo's search by tags has them, on whichever span.
    ///
    /// The tags `name`, `status.code`, `error`, `root.name` and `root.service.name` stand for what
    /// spans have besides attributes.
    package init(tags: [(name: String, value: String)]) {
        let filters = tags.map { SpansetExpression.filter(Self.condition($0.name, $0.value)) }
        let first = filters.first ?? .filter(.literal(.boolean(true)))
        let all = filters.dropFirst().reduce(first) { .operation(.and, $0, $1) }
        self.init(TraceQLQuery(body: .search(SpanPipeline(stages: [.spansets(all)]))))
    }

    private static func condition(_ name: String, _ value: String) -> FieldExpression {
        func equals(_ field: Intrinsic, _ literal: TraceQLLiteral) -> FieldExpression {
            .binary(.equal, .field(.intrinsic(field)), .literal(literal))
        }
        let text = TraceQLLiteral.string(Array(value.utf8))
        let attribute = Self(attribute: name, equals: value).filter ?? .literal(.boolean(false))
        switch (name, value) {
        case ("name", _): return equals(.name, text)
        case ("root.name", _): return equals(.rootName, text)
        case ("root.service.name", _): return equals(.rootServiceName, text)
        case ("error", "true"): return .binary(.or, equals(.status, .status(.error)), attribute)
        case ("status.code", "error"): return equals(.status, .status(.error))
        case ("status.code", "ok"): return equals(.status, .status(.ok))
        case ("status.code", "unset"): return equals(.status, .status(.unset))
        default: return attribute
        }
    }

    /// The condition of an expression that is one filter; nil for others.
    private var filter: FieldExpression? {
        guard case .search(let pipeline) = query.body, pipeline.stages.count == 1,
            case .spansets(.filter(let filter)) = pipeline.stages[0]
        else { return nil }
        return filter
    }

    /// Traces that take so long.
    ///
    /// - Parameters:
    ///   - minimum: The shortest duration; nil for any.
    ///   - maximum: The longest duration; nil for any.
    package init(traceDurationFrom minimum: Duration?, to maximum: Duration?) {
        func compares(_ op: FieldOperator, _ duration: Duration) -> FieldExpression {
            let literal = TraceQLLiteral.duration(Int64(clamping: duration.nanoseconds))
            return .binary(op, .field(.intrinsic(.traceDuration)), .literal(literal))
        }
        var filter = FieldExpression.literal(.boolean(true))
        if let minimum { filter = compares(.greaterOrEqual, minimum) }
        if let maximum {
            let limit = compares(.lessOrEqual, maximum)
            filter = minimum == nil ? limit : .binary(.and, filter, limit)
        }
        let stage = PipelineStage.spansets(.filter(filter))
        self.init(TraceQLQuery(body: .search(SpanPipeline(stages: [stage]))))
    }

    /// The expression with exemplars of its series, if its text says nothing about them.
    package func withExemplars(_ count: Int) -> TraceQLExpression {
        let name = Array("exemplars".utf8)
        guard !query.hints.contains(where: { $0.name == name }) else { return self }
        var changed = query
        changed.hints.append(TraceQLHint(name: name, value: .integer(Int64(count))))
        return TraceQLExpression(changed)
    }
}
