internal import DossierColumns
internal import DossierQuery
internal import DossierStore
internal import DossierTraceQL
internal import DossierTraceQLSyntax

extension DossierFile {
    /// Finds traces by a TraceQL expression.
    ///
    /// ```swift
    /// let slow = try TraceQLExpression(parsing: "{ kind = server && duration > 1s }")
    /// for trace in try file.traces(matching: slow).traces {
    ///     print(trace.summary.id, trace.spansets.map(\.matchCount))
    /// }
    /// ```
    ///
    /// A trace matches if spans of it are left by the expression. The result is exact, whatever the
    /// limit: the first traces in the order that is asked for.
    ///
    /// - Parameters:
    ///   - expression: An expression that finds spans.
    ///   - query: What else has to hold for a trace, the order, and how many traces to give.
    ///   - spansPerSpanset: How many of the matching spans to give of each group.
    ///   - isCancelled: Asked before each block of spans, on any thread, whether to give up.
    /// - Returns: The traces with the spans that match.
    /// - Throws: A ``DossierError``: ``DossierError/Code/invalidExpression`` for an expression that
    ///   makes series, or that combines several spansets; ``DossierError/Code/cancelled`` after
    ///   giving up.
    /// - Complexity: O(spans) at most, over the columns that the expression names, in the blocks
    ///   that may have matches. In memory are a few blocks of them.
    public func traces(
        matching expression: TraceQLExpression,
        _ query: TraceQuery = TraceQuery(),
        spansPerSpanset: Int = 3,
        isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled }
    ) throws(DossierError) -> TraceSearchResult {
        try translatingErrors {
            let plan = try expression.searchPlan()
            guard !expression.matchesNothing else {
                return TraceSearchResult(traces: [], matchCount: 0, fields: plan.fieldTexts)
            }
            let blocks = try spanBlocks()
            var options = TraceSearchOptions(query)
            options.spansPerSpanset = max(0, spansPerSpanset)
            let search = try TraceSearch(plan, in: blocks, options, isCancelled: isCancelled)
            let result = try search.run()
            let details = try TraceDetailReader(blocks, fields: plan.shownFields)
                .details(of: result.hits)
            return TraceSearchResult(
                traces: try zip(result.hits, details).compactMap { try found($0, $1) },
                matchCount: result.matchCount,
                fields: plan.fieldTexts
            )
        }
    }

    private func found(_ hit: TraceHit, _ details: TraceDetails) throws -> MatchedTrace? {
        guard var stored = try reader.trace(hit.id)?.summary else { return nil }
        // Spans that came again do not count.
        stored.spanCount = details.services.reduce(0) { $0 + $1.spanCount }
        stored.errorCount = details.services.reduce(0) { $0 + $1.errorCount }
        return MatchedTrace(
            summary: try summary(of: stored),
            rootName: details.root.name.labelText,
            rootService: details.root.service.labelText,
            spansets: zip(hit.spansets, details.spansets).map { spanset, spans in
                MatchedSpanset(
                    attributes: spanset.attributes.map { Attribute($0) },
                    matchCount: spanset.spanCount,
                    spans: spans.map { MatchedSpan($0) }
                )
            },
            services: details.services.map { count in
                MatchedTrace.Service(
                    name: String(decoding: count.service, as: UTF8.self),
                    spanCount: count.spanCount,
                    errorCount: count.errorCount
                )
            },
            spanTimes: hit.timeRange.map {
                Timestamp(nanoseconds: $0.lowerBound)...Timestamp(nanoseconds: $0.upperBound)
            }
        )
    }
}

extension PipelinePlan {
    fileprivate var fieldTexts: [String] { shownFields.map { "\($0)" } }
}

extension TraceSearchOptions {
    fileprivate init(_ query: TraceQuery) {
        self.init()
        order =
            switch query.order {
            case .start: .newestFirst
            case .duration: .longestFirst
            case .errors: .mostErrorsFirst
            }
        limit = query.limit.map { max(0, $0) }
        since = query.since?.storedNanoseconds
        until = query.until?.storedNanoseconds
        active = query.active?.storedNanoseconds
        hasErrors = query.hasErrors
        minimumDuration = query.minimumDuration?.storedNanoseconds
        service = query.service
    }
}

extension Attribute {
    fileprivate init(_ attribute: Spanset.Attribute) {
        self.init(key: attribute.name, value: AttributeValue(attribute.value))
    }
}

extension AttributeValue {
    /// Durations, statuses and kinds as text; none as the text `nil`.
    init(_ value: TraceQLValue) {
        self =
            switch value {
            case .integer(let value): .int(value)
            case .double(let value): .double(value)
            case .boolean(let value): .bool(value)
            case .integers(let values): .array(values.map { .int($0) })
            case .doubles(let values): .array(values.map { .double($0) })
            case .booleans(let values): .array(values.map { .bool($0) })
            case .strings(let values):
                .array(values.map { .string(String(decoding: $0, as: UTF8.self)) })
            case .none, .string, .duration, .status, .kind: .string(value.labelText)
            }
    }
}

extension MatchedSpan {
    fileprivate init(_ details: SpanDetails) {
        id = SpanID(bits: details.id)
        name = String(decoding: details.name, as: UTF8.self)
        service =
            details.service.isEmpty ? nil : String(decoding: details.service, as: UTF8.self)
        startTime = Timestamp(stored: details.start)
        duration = .nanoseconds(details.duration)
        isError = details.status == 2
        attributes = details.values.map { field, value in
            Attribute(key: "\(field)", value: AttributeValue(value))
        }
        isNameNamed = details.values.contains { $0.field == .intrinsic(.name) }
        tempoAttributes = details.values.compactMap { field, value in
            switch field {
            case .attribute(let attribute):
                Attribute(
                    key: String(decoding: attribute.name, as: UTF8.self),
                    value: AttributeValue(value)
                )
            case .intrinsic(.name), .intrinsic(.duration), .intrinsic(.traceDuration),
                .intrinsic(.rootName), .intrinsic(.rootServiceName), .intrinsic(.traceID),
                .intrinsic(.spanID):
                nil
            case .intrinsic(let intrinsic):
                Attribute(key: intrinsic.rawValue, value: AttributeValue(value))
            }
        }
    }
}
