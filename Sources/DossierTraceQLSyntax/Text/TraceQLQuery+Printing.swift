import DossierPrimitives

extension TraceQLQuery: CustomStringConvertible {
    /// The canonical text, which reads back as an equal query.
    package var description: String {
        let text =
            switch body {
            case .search(let pipeline): pipeline.description
            case .metrics(let metrics): metrics.description
            }
        guard !hints.isEmpty else { return text }
        let list = hints.map { "\(String(decoding: $0.name, as: UTF8.self))=\($0.value)" }
        return "\(text) with(\(list.joined(separator: ",")))"
    }
}

extension SpanPipeline: CustomStringConvertible {
    package var description: String {
        stages.map(\.description).joined(separator: "|")
    }
}

extension PipelineStage: CustomStringConvertible {
    package var description: String {
        switch self {
        case .spansets(let expression): expression.description
        case .scalarFilter(let filter): filter.description
        case .group(let expression): "by(\(expression))"
        case .coalesce: "coalesce()"
        case .select(let fields):
            "select(\(fields.map(\.description).joined(separator: ", ")))"
        }
    }
}

extension SpansetExpression: CustomStringConvertible {
    package var description: String {
        switch self {
        case .filter(let expression): "{ \(expression) }"
        case .operation(let op, let left, let right): "(\(left)) \(op) (\(right))"
        case .pipeline(let pipeline): pipeline.description
        }
    }
}

extension ScalarFilter: CustomStringConvertible {
    package var description: String {
        "\(left.operandText) \(comparison.rawValue) \(right.operandText)"
    }
}

extension ScalarExpression: CustomStringConvertible {
    package var description: String {
        switch self {
        case .literal(let literal): literal.description
        case .aggregate(let aggregate): aggregate.description
        case .pipeline(let pipeline, let aggregate): "\(pipeline)|\(aggregate)"
        case .arithmetic(let op, let left, let right):
            "\(left.operandText) \(op.rawValue) \(right.operandText)"
        }
    }

    fileprivate var operandText: String {
        if case .literal(let literal) = self { return literal.description }
        return "(\(description))"
    }
}

extension SpanAggregate: CustomStringConvertible {
    /// The text, which also names the attribute of a spanset that the aggregate adds.
    package var description: String {
        switch self {
        case .count: "count()"
        case .over(let function, let expression): "\(function.rawValue)(\(expression))"
        }
    }
}
