package import DossierColumns

/// The entry of a trace in the trace table.
package struct TraceSummary: Hashable, Sendable {
    package let id: TraceID
    /// From the first to the last known time of its spans; of its log records and exemplars, if it
    /// has no spans.
    ///
    /// Nanoseconds since the Unix epoch.
    package let timeRange: ClosedRange<UInt64>?
    /// `service.name` of the root span's resource.
    package let rootService: String?
    /// The name of the earliest span without a parent; nil if there is none.
    package let rootName: String?
    package let rootStart: UInt64?
    package var spanCount: Int
    /// Spans whose status is an error.
    package var errorCount: Int
    package let logCount: Int
}

/// The numbers of spans and of errors of a trace.
package struct TraceSpanCounts: Hashable, Sendable {
    package let id: TraceID
    package let spanCount: Int
    package let errorCount: Int
}

/// A trace, and where its rows are.
package struct TraceRow: Hashable, Sendable {
    package let summary: TraceSummary
    /// In the order of the blocks.
    package let locations: [TraceLocation]
}

/// Which traces to list.
///
/// Every condition that is set has to hold.
package struct TraceFilter: Sendable {
    /// The trace's times touch this range.
    package var timeRange: ClosedRange<UInt64>?
    package var durationMin: UInt64?
    package var durationMax: UInt64?
    package var rootService: String?
    package var rootName: String?
    package var hasErrors = false
    package var spanCountMin = 0

    package init() {}
}

/// The order of a list of traces; those without a known time come last, equal ones by id.
package enum TraceOrder: Sendable {
    case oldestFirst
    case newestFirst
    case longestFirst
    case mostErrorsFirst
    case mostSpansFirst
}

extension TraceSummary {
    static let columns = """
        trace_id, start_time, duration, trace.root_id, root_delay, span_count, error_count, \
        log_count, locations, root.service, root.name \
        FROM trace LEFT JOIN root ON root.root_id = trace.root_id
        """

    /// Reads a row that was selected with `columns`.
    init(_ statement: Statement, _ entry: TraceEntry, path: String) throws(StoreError) {
        guard let id = statement.traceID(0) else {
            throw StoreError(
                .damagedCatalogue(table: "trace", detail: "invalid trace id"),
                path: path
            )
        }
        self.id = id
        timeRange = entry.times
        rootService = statement.isNull(9) ? nil : statement.text(9)
        rootName = statement.isNull(10) ? nil : statement.text(10)
        rootStart = entry.root.flatMap { $0.start == .max ? nil : $0.start }
        spanCount = Int(entry.spanCount)
        errorCount = Int(entry.errorCount)
        logCount = Int(entry.logCount)
    }
}
