import DossierTraceQL
import DossierTraceQLSyntax

/// Evaluates TraceQL pipelines over a trace with attributes of all types, an orphan, a circle and
/// two spans of one id.
enum TraceQLTarget {
    static func evaluate(_ query: TraceQLQuery) {
        switch query.body {
        case .search(let pipeline): search(pipeline)
        case .metrics(let metrics): _ = try? MetricsPlan(metrics)
        }
    }

    private static func search(_ pipeline: SpanPipeline) {
        guard let plan = try? PipelinePlan(pipeline) else { return }
        let lenient = try? plan.spansets(of: "1", spans, isStrict: false)
        // What a strict evaluation gives, the other gives as well.
        guard let strict = try? plan.spansets(of: "1", spans, isStrict: true) else { return }
        precondition(lenient?.map(\.spans) == strict.map(\.spans))
    }

    private static let spans: [ListedSpan] = {
        let values: [TraceQLValue] = [
            .integer(1), .double(0.5), .text("a"), .boolean(true), .duration(5), .none,
            .integers([1, 2]), .doubles([0.5]), .strings([Array("a".utf8)]),
            .booleans([true, false]),
            .integer(.min),
        ]
        let parents: [UInt64] = [0, 1, 2, 99, 6, 5, 1, 0, 2, 9, 1]
        return values.indices.map { index in
            let field = SpanField.attribute(
                AttributeReference(scope: .span, name: Array("a".utf8))
            )
            let event = SpanField.attribute(
                AttributeReference(scope: .event, name: Array("a".utf8))
            )
            return ListedSpan(
                values: [
                    field: values[index], .intrinsic(.name): .text("a"),
                    .intrinsic(.duration): .duration(Int64(index)),
                    .intrinsic(.status): .status(.error), .intrinsic(.kind): .kind(.server),
                ],
                events: index % 3 == 0 ? [] : [[event: values[index]], [event: .integer(1)]],
                // Two spans have the id 1.
                id: UInt64(index == 10 ? 1 : index + 1),
                parentID: parents[index],
                start: UInt64(index + 1),
                end: UInt64(index * 2 + 1)
            )
        }
    }()
}
