package import DossierQuery
internal import DossierRegularExpressions
package import DossierTraceQLSyntax

/// A pipeline of a query, as it is evaluated for one trace after another.
package struct PipelinePlan: Sendable {
    var fields = FieldTable()
    private(set) var filters: [FilterPlan] = []
    private(set) var stages: [Stage] = []
    /// The fields that results show: those of filters, of `by` and of `select`, each once.
    package private(set) var shownFields: [SpanField] = []

    enum Stage: Sendable {
        case spansets(Spansets)
        case scalarFilter(Aggregate, name: String, ValueComparison, TraceQLValue)
        case group(SpanExpression, name: String)
        case coalesce
    }

    indirect enum Spansets: Sendable {
        /// The number of a filter.
        case filter(Int)
        case operation(SpansetOperator, Spansets, Spansets)
        case pipeline([Stage])
    }

    enum Aggregate: Sendable {
        case count
        case over(SpanAggregate.Function, SpanExpression)
    }

    /// Takes a pipeline that passed the checks.
    package init(_ pipeline: SpanPipeline) throws {
        stages = try pipeline.stages.compactMap { try stage($0) }
    }

    private mutating func stage(_ stage: PipelineStage) throws -> Stage? {
        switch stage {
        case .spansets(let expression): return .spansets(try spansets(expression))
        case .scalarFilter(let filter):
            guard let (aggregate, limit) = filter.aggregateAndLimit else {
                throw TraceQLPlanError.unsupportedScalarFilter
            }
            return .scalarFilter(
                try self.aggregate(aggregate),
                name: "\(aggregate)",
                ValueComparison(filter.comparison),
                TraceQLValue(limit)
            )
        case .group(let expression):
            show(expression.fields)
            return .group(
                try SpanExpression(expression, &fields, asksEachChild: false),
                name: "by(\(expression))"
            )
        case .coalesce: return .coalesce
        case .select(let selected):
            show(selected)
            return nil
        }
    }

    /// Recursion is bounded by the parser's limit.
    private mutating func spansets(_ expression: SpansetExpression) throws -> Spansets {
        switch expression {
        case .filter(let filter):
            show(filter.fields)
            filters.append(try FilterPlan(filter, &fields))
            return .filter(filters.count - 1)
        case .operation(let op, let left, let right):
            return .operation(op, try spansets(left), try spansets(right))
        case .pipeline(let pipeline):
            return .pipeline(try pipeline.stages.compactMap { try stage($0) })
        }
    }

    private mutating func aggregate(_ aggregate: SpanAggregate) throws -> Aggregate {
        switch aggregate {
        case .count: .count
        case .over(let function, let expression):
            .over(function, try SpanExpression(expression, &fields, asksEachChild: false))
        }
    }

    private mutating func show(_ fields: [SpanField]) {
        for field in fields where !shownFields.contains(field) { shownFields.append(field) }
    }

    /// Numbers a field, for what comes after the pipeline.
    mutating func number(of field: SpanField) -> Int { fields.number(of: field) }

    /// Adds a filter that is not part of the pipeline; returns its number.
    mutating func add(_ filter: FieldExpression) throws -> Int {
        filters.append(try FilterPlan(filter, &fields))
        return filters.count - 1
    }

    /// Gives the pipeline only those spans that pass a predicate.
    ///
    /// It holds where filters are decided by columns first.
    package mutating func narrow(by predicate: Predicate) throws {
        if let only = onlyFilter { return filters[only].narrow(by: predicate) }
        let first = try add(.literal(.boolean(true)))
        filters[first].narrow(by: predicate)
        stages.insert(.spansets(.filter(first)), at: 0)
    }

    /// The filter that the whole pipeline is; nil if there is more to it.
    var onlyFilter: Int? {
        guard stages.count == 1, case .spansets(.filter(let number)) = stages[0] else { return nil }
        return number
    }
}

/// Why a query that was read can't be evaluated.
package enum TraceQLPlanError: Error, Hashable, Sendable {
    case unsupportedScalarFilter
}
