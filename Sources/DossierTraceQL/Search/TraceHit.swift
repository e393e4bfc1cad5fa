package import DossierColumns
internal import DossierQuery

/// A trace that was found, with where its matching spans are.
package struct TraceHit: Sendable {
    package let id: TraceID
    /// From the first to the last known time of its spans, in nanoseconds since 1970; nil if none
    /// is known.
    package let timeRange: ClosedRange<UInt64>?
    /// Spans whose status is an error; 0 if the options don't ask for them.
    package let errorCount: Int
    package let spansets: [FoundSpans]
    /// Where all its spans are.
    let parts: [TracePart]

    /// A spanset that is left of the trace.
    package struct FoundSpans: Sendable {
        /// What aggregates and groups said, in the order of their stages.
        package let attributes: [Spanset.Attribute]
        /// How many spans it has.
        package let spanCount: Int
        /// The first ones by their start.
        package let spans: [SpanReference]
    }

    var duration: UInt64 { timeRange.map { $0.upperBound - $0.lowerBound } ?? 0 }
}

/// Where a span is.
package struct SpanReference: Hashable, Sendable {
    /// The position of the block among the blocks of spans.
    package let block: Int
    package let row: Int
}

/// Which traces are wanted, and in which order.
package struct TraceSearchOptions: Sendable {
    /// What traces are sorted by; equal ones by id, those of an unknown time last.
    package enum Order: Sendable {
        case newestFirst, longestFirst, mostErrorsFirst
    }

    package var order = Order.newestFirst
    /// How many traces are kept; nil for all.
    package var limit: Int?
    /// How many spans of each spanset are kept.
    package var spansPerSpanset = 3
    /// Of the trace's start; the end does not belong to it.
    package var since: UInt64?
    package var until: UInt64?
    /// What the trace's times have to overlap.
    package var active: ClosedRange<UInt64>?
    package var hasErrors = false
    package var minimumDuration: UInt64?
    /// Only traces with a span of this service.
    package var service: String?
    /// Whether filters are decided by columns first; without it every span is looked at.
    package var usesPredicates = true

    package init() {}

    /// Whether the number of errors says anything about a trace.
    var needsErrors: Bool { hasErrors || order == .mostErrorsFirst }

    /// Whether a trace is wanted, as far as its times and errors tell.
    func allows(_ timeRange: ClosedRange<UInt64>?, _ errorCount: Int) -> Bool {
        if hasErrors, errorCount == 0 { return false }
        guard let timeRange else {
            return since == nil && until == nil && active == nil && (minimumDuration ?? 0) == 0
        }
        if let since, timeRange.lowerBound < since { return false }
        if let until, timeRange.lowerBound >= until { return false }
        if let active, !timeRange.overlaps(active) { return false }
        if let minimumDuration, timeRange.upperBound - timeRange.lowerBound < minimumDuration {
            return false
        }
        return true
    }

    func isBefore(_ left: TraceHit, _ right: TraceHit) -> Bool {
        switch order {
        case .newestFirst:
            let (first, second) = (left.timeRange?.lowerBound, right.timeRange?.lowerBound)
            if first != second { return (first ?? 0) > (second ?? 0) }
        case .longestFirst:
            if left.duration != right.duration { return left.duration > right.duration }
        case .mostErrorsFirst:
            if left.errorCount != right.errorCount { return left.errorCount > right.errorCount }
        }
        return left.id < right.id
    }
}
