internal import DossierTraceQLSyntax

extension TraceQLExpression {
    /// Spans that have an attribute of a value, wherever the attribute is.
    ///
    /// A value that reads as a number or as `true` or `false` also matches attributes of that type,
    /// besides texts.
    ///
    /// - Parameters:
    ///   - key: The key of the attribute.
    ///   - value: The value as text.
    public init(attribute key: String, equals value: String) {
        let field = FieldExpression.field(
            .attribute(AttributeReference(scope: nil, name: Array(key.utf8)))
        )
        func equals(_ literal: TraceQLLiteral) -> FieldExpression {
            .binary(.equal, field, .literal(literal))
        }
        var expression = equals(.string(Array(value.utf8)))
        if let number = Int64(value) {
            expression = .binary(.or, expression, equals(.integer(number)))
        } else if let number = Double(value), number.isFinite {
            expression = .binary(.or, expression, equals(.double(number)))
        } else if let flag = Bool(value) {
            expression = .binary(.or, expression, equals(.boolean(flag)))
        }
        self.init(filter: expression)
    }

    /// Spans of a service.
    public init(serviceName name: String) {
        let service = AttributeReference(scope: .resource, name: Array("service.name".utf8))
        self.init(.attribute(service), .equal, .string(Array(name.utf8)))
    }

    /// Spans of traces that took at most this long, from their first start to their last end.
    public init(traceDurationAtMost duration: Duration) {
        self.init(
            .intrinsic(.traceDuration),
            .lessOrEqual,
            .duration(Int64(clamping: duration.nanoseconds))
        )
    }

    /// Spans of traces that took at least this long, from their first start to their last end.
    public init(traceDurationAtLeast duration: Duration) {
        self.init(
            .intrinsic(.traceDuration),
            .greaterOrEqual,
            .duration(Int64(clamping: duration.nanoseconds))
        )
    }

    /// Spans of a name.
    public init(spanName name: String) {
        self.init(.intrinsic(.name), .equal, .string(Array(name.utf8)))
    }

    /// All spans.
    static var allSpans: TraceQLExpression {
        TraceQLExpression(filter: .literal(.boolean(true)))
    }

    private init(
        _ field: Field,
        _ operation: FieldOperator,
        _ literal: TraceQLLiteral
    ) {
        self.init(filter: .binary(operation, .field(field), .literal(literal)))
    }

    private init(filter: FieldExpression) {
        let stage = PipelineStage.spansets(.filter(filter))
        self.init(TraceQLQuery(body: .search(SpanPipeline(stages: [stage]))))
    }

    /// The expression for those of its spans that pass a filter, too.
    ///
    /// - Parameter filter: An expression of one filter, as ``init(spanName:)`` makes.
    /// - Returns: The narrowed expression; the same one if the filter makes series.
    public func narrowed(by filter: TraceQLExpression) -> TraceQLExpression {
        guard case .search(let added) = filter.query.body else { return self }
        var narrowed = query
        switch query.body {
        case .search(let pipeline): narrowed.body = .search(pipeline.narrowed(by: added))
        case .metrics(let metrics): narrowed.body = .metrics(metrics.narrowed(by: added))
        }
        return TraceQLExpression(narrowed)
    }
}

extension SpanPipeline {
    /// Filters next to each other on all spans become one, so that their conditions hold for the
    /// same event.
    fileprivate func narrowed(by other: SpanPipeline) -> SpanPipeline {
        guard stages.count == 1, other.stages.count == 1,
            case .spansets(.filter(let first)) = stages[0],
            case .spansets(.filter(let second)) = other.stages[0]
        else { return SpanPipeline(stages: stages + other.stages) }
        if first == .literal(.boolean(true)) { return other }
        return SpanPipeline(stages: [.spansets(.filter(.binary(.and, first, second)))])
    }
}

extension MetricsExpression {
    /// Recursion is bounded by the parser's limit.
    fileprivate func narrowed(by filter: SpanPipeline) -> MetricsExpression {
        switch self {
        case .number: return self
        case .query(var query):
            query.pipeline = query.pipeline.narrowed(by: filter)
            return .query(query)
        case .math(var math):
            math.left = math.left.narrowed(by: filter)
            math.right = math.right.narrowed(by: filter)
            return .math(math)
        }
    }
}
