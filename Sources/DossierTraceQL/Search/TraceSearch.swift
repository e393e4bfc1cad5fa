package import DossierColumns
package import DossierQuery

/// Finds the traces of a store that a pipeline leaves spans of.
package struct TraceSearch: Sendable {
    private let scan: TraceScan
    private let options: TraceSearchOptions

    /// What was found: the first traces in the order, and how many match.
    package struct Result: Sendable {
        package let hits: [TraceHit]
        package let matchCount: Int
    }

    /// `isCancelled` is asked before each block, on any thread.
    package init(
        _ plan: PipelinePlan,
        in blocks: SpanBlocks,
        _ options: TraceSearchOptions,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws {
        self.options = options
        scan = TraceScan(
            plan,
            in: blocks,
            usesPredicates: options.usesPredicates,
            wanted: try options.service.map { try blocks.traces(withSpanOf: $0) },
            isCancelled: isCancelled
        )
    }

    /// Calls `body` with each trace that matches, about in the order in which they are stored.
    ///
    /// What is asked of traces besides the pipeline and a service does not count.
    package func forEachMatch(_ body: (TraceMatch) throws -> Void) throws {
        let visitor = TraceScan.Visitor<[TraceMatch], [TraceMatch]>(
            begin: { [] },
            visit: { matches, visited in
                matches.append(TraceMatch(id: visited.id, spanIDs: try visited.spanIDs()))
            },
            end: { $0 }
        )
        try scan.run(visitor) { try $0.forEach(body) }
    }

    /// Keeps a few times as many traces in memory as are wanted.
    package func run() throws -> Result {
        var kept = KeptHits(options)
        let options = options
        let visitor = TraceScan.Visitor<[TraceHit], [TraceHit]>(
            begin: { [] },
            visit: { hits, visited in
                if let hit = try TraceHit(visited, options) { hits.append(hit) }
            },
            end: { $0 }
        )
        try scan.run(visitor) { kept.add($0) }
        return Result(hits: kept.hits, matchCount: kept.count)
    }
}

/// A trace that a pipeline leaves spans of.
package struct TraceMatch: Sendable {
    package let id: TraceID
    /// The ids of the spans that are left, by their start; 0 for a span without one.
    package let spanIDs: [UInt64]
}

extension VisitedTrace {
    /// Of a span in several spansets once.
    fileprivate func spanIDs() throws -> [UInt64] {
        let spans =
            spansets.count == 1 ? spansets[0].spans : Set(spansets.flatMap(\.spans)).sorted()
        guard trace.parts.count == 1 else {
            return try spans.map { span in
                let place = trace.place(span)
                return try place.spans.source.ids()[place.row]
            }
        }
        let (ids, first) = (try trace.parts[0].spans.source.ids(), trace.parts[0].rows.lowerBound)
        return spans.map { ids[first + $0] }
    }
}

extension TraceHit {
    /// Nil if the options leave the trace out.
    fileprivate init?(_ visited: VisitedTrace, _ options: TraceSearchOptions) throws {
        let times = try visited.trace.timeRange()
        let errors = options.needsErrors ? try visited.trace.errorCount() : 0
        guard options.allows(times, errors) else { return nil }
        id = visited.id
        timeRange = times
        errorCount = errors
        parts = visited.parts
        spansets = visited.spansets.map { spanset in
            FoundSpans(
                attributes: spanset.attributes,
                spanCount: spanset.spans.count,
                spans: spanset.spans.prefix(options.spansPerSpanset).map(visited.reference)
            )
        }
    }
}

/// The first hits in an order, of those that were added.
private struct KeptHits {
    private let options: TraceSearchOptions
    private var kept: [TraceHit] = []
    private(set) var count = 0

    init(_ options: TraceSearchOptions) { self.options = options }

    mutating func add(_ hits: [TraceHit]) {
        count += hits.count
        kept += hits
        if let limit = options.limit, kept.count / 2 > limit + 32 { cut(to: limit) }
    }

    private mutating func cut(to limit: Int) {
        kept.sort(by: options.isBefore)
        if kept.count > limit { kept.removeLast(kept.count - limit) }
    }

    var hits: [TraceHit] {
        var copy = self
        copy.cut(to: options.limit ?? .max)
        return copy.kept
    }
}

/// Trace ids as Tempo writes them.
package enum ShortTraceID {
    /// Hexadecimal digits without leading zeros.
    package static func text(of id: TraceID) -> String {
        id.high == 0 ? String(id.low, radix: 16) : String(id.hex.drop { $0 == "0" })
    }
}
