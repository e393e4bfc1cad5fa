internal import DossierTraceQLSyntax

/// A span as a value, for an evaluation without a store.
package struct ListedSpan: Hashable, Sendable {
    /// What the span has, by field; attributes may have any scope but those of children, or none.
    package var values: [SpanField: TraceQLValue]
    package var events: [[SpanField: TraceQLValue]]
    package var links: [[SpanField: TraceQLValue]]
    /// 0 for none.
    package var id: UInt64
    package var parentID: UInt64
    /// In nanoseconds since 1970; 0 for unknown.
    package var start: UInt64
    package var end: UInt64
    /// Given in place of the ids, where not nil.
    package var nestedSet: NestedSet?

    package init(
        values: [SpanField: TraceQLValue],
        events: [[SpanField: TraceQLValue]] = [],
        links: [[SpanField: TraceQLValue]] = [],
        id: UInt64 = 0,
        parentID: UInt64 = 0,
        start: UInt64 = 0,
        end: UInt64 = 0,
        nestedSet: NestedSet? = nil
    ) {
        self.values = values
        self.events = events
        self.links = links
        self.id = id
        self.parentID = parentID
        self.start = start
        self.end = end
        self.nestedSet = nestedSet
    }
}

/// Spans in a list.
final class ListedSpans: SpanSource {
    private let spans: [ListedSpan]

    init(_ spans: [ListedSpan]) { self.spans = spans }

    var spanCount: Int { spans.count }

    func candidates(of filter: Int) -> SpanCandidates { .unknown }

    func column(of field: SpanField) -> FieldColumn {
        switch field.origin {
        case .span: return own(field)
        case .child(let child): return children(child, field)
        case .trace: return .absent
        case .anyScope:
            guard case .attribute(let attribute) = field else { return .absent }
            func scoped(_ scope: AttributeScope) -> SpanField {
                .attribute(AttributeReference(scope: scope, name: attribute.name))
            }
            return .first([
                own(field), own(scoped(.span)), own(scoped(.resource)),
                children(.event, scoped(.event)), children(.link, scoped(.link)),
                own(scoped(.instrumentation)),
            ])
        }
    }

    private func own(_ field: SpanField) -> FieldColumn {
        .values(spans.map { $0.values[field] ?? .none })
    }

    private func children(_ child: SpanChild, _ field: SpanField) -> FieldColumn {
        let rows = spans.flatMap { child == .event ? $0.events : $0.links }
        return .children(child, .values(rows.map { $0[field] ?? .none }))
    }

    func childOffsets(_ child: SpanChild) -> [Int] {
        var offsets = [0]
        for span in spans {
            offsets.append(
                (offsets.last ?? 0) + (child == .event ? span.events : span.links).count
            )
        }
        return offsets
    }

    func times() -> SpanTimes {
        SpanTimes(
            starts: spans.map(\.start),
            ends: spans.map(\.end),
            statuses: spans.map { span in
                guard case .status(let status) = span.values[.intrinsic(.status)] else { return 0 }
                return UInt64(status.storedNumber)
            }
        )
    }

    func ids() -> [UInt64] { spans.map(\.id) }

    func placement() -> SpanPlacement {
        let hasNestedSets = spans.contains { $0.nestedSet != nil }
        return SpanPlacement(
            ids: ids(),
            parents: spans.map(\.parentID),
            kinds: spans.map { span in
                guard case .kind(let kind) = span.values[.intrinsic(.kind)] else { return 0 }
                return UInt64(kind.rawValue)
            },
            nestedSets: hasNestedSets
                ? spans.map { $0.nestedSet ?? NestedSet(left: 0, right: 0, parent: 0) } : nil
        )
    }

    func name(of row: Int) -> ArraySlice<UInt8> { text(spans[row].values[.intrinsic(.name)]) }

    func services() -> SpanServices {
        let service = SpanField.attribute(
            AttributeReference(scope: .resource, name: Array("service.name".utf8))
        )
        return SpanServices(
            names: spans.map { text($0.values[service]) },
            numbers: spans.indices.map { UInt32($0) }
        )
    }

    private func text(_ value: TraceQLValue?) -> ArraySlice<UInt8> {
        if case .string(let text) = value { text } else { [] }
    }
}

extension PipelinePlan {
    /// The spansets that are left of spansets of one trace.
    ///
    /// `spansets` refer to the spans by number. With `isStrict` it throws where an expression fails
    /// for a span; otherwise that span is left out.
    package func spansets(
        of trace: String,
        _ spans: [ListedSpan],
        _ spansets: [Spanset]? = nil,
        isStrict: Bool
    ) throws -> [Spanset] {
        let loaded = LoadedSpans(ListedSpans(spans), fields)
        let trace = try TraceSpans(id: .given(trace), parts: [(loaded, 0..<spans.count)])
        let evaluation = PipelineEvaluation(plan: self, trace: trace, isStrict: isStrict)
        return try evaluation.spansets(spansets ?? [Spanset(spans: Array(0..<spans.count))])
    }
}
