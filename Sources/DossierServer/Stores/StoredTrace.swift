internal import Dossier

/// What the stores of a request have of a trace: spans and log records by time, each once.
struct StoredTrace {
    let id: TraceID
    private(set) var spans: [Span] = []
    private(set) var logRecords: [LogRecord] = []
    /// Why stores could not be read.
    let failures: [HTTPFailure]

    /// Reads the trace; one that no store has is empty.
    ///
    /// - Parameters:
    ///   - id: The id of the trace.
    ///   - stores: The stores.
    ///   - hasLogRecords: Whether log records are looked for that name a trace without spans.
    /// - Throws: The error of a store if none could be read.
    init(_ id: TraceID, in stores: StoreSelection, hasLogRecords: Bool = true) throws {
        self.id = id
        let answers = try stores.answers { file -> (spans: [Span], logRecords: [LogRecord]) in
            if let trace = try file.trace(id, metrics: .none) {
                return (trace.spans, trace.logRecords)
            }
            return ([], hasLogRecords ? try Self.mentions(of: id, in: file) : [])
        }
        failures = answers.failures
        spans = Self.merged(answers.all.map(\.answer.spans), \.orderNanoseconds)
        logRecords = Self.merged(answers.all.map(\.answer.logRecords), \.orderNanoseconds)
    }

    /// The rows of several stores by time; one that a store before has is left out.
    ///
    /// - Complexity: O(n log n).
    private static func merged<Row: Hashable>(
        _ stores: [[Row]],
        _ time: (Row) -> UInt64
    ) -> [Row] {
        let stores = stores.filter { !$0.isEmpty }
        guard stores.count > 1 else { return stores.first ?? [] }
        var known: Set<Row> = []
        var rows: [Row] = []
        for store in stores {
            rows += store.filter { !known.contains($0) }
            known.formUnion(store)
        }
        return rows.sorted { time($0) < time($1) }
    }

    /// The log records that name a trace without spans and log records of its own.
    private static func mentions(of id: TraceID, in file: DossierFile) throws -> [LogRecord] {
        var query = LogQuery()
        query.trace = id
        return try file.logRecords(query).logRecords
    }

    var isEmpty: Bool { spans.isEmpty && logRecords.isEmpty }

    /// The failures for the user of the client.
    var warnings: [String] { failures.map(\.message) }

    /// The earliest span without a parent; if there is none, the one at which the tree starts.
    var root: Span? {
        spans.first { $0.parentID == nil && $0.parentIDText == nil }
            ?? TraceTree(spans).nodes.first.map { spans[$0.span] }
    }

    /// The services of the spans, in the order of their first span.
    var services: [String] {
        var known: Set<String> = []
        return spans.compactMap(\.resource.serviceName).filter { known.insert($0).inserted }
    }

    /// From the first start to the last end of spans; nil if one is unknown.
    var spanTimes: ClosedRange<Timestamp>? {
        Self.range(spans.flatMap { [$0.startTime, $0.endTime] })
    }

    /// The same with the times of log records.
    var window: ClosedRange<Timestamp>? {
        Self.range(
            spans.flatMap { [$0.startTime, $0.endTime] } + logRecords.map(\.effectiveTime)
        )
    }

    private static func range(_ times: [Timestamp?]) -> ClosedRange<Timestamp>? {
        let times = times.compactMap { $0 }
        guard let first = times.min(), let last = times.max() else { return nil }
        return first...last
    }
}

extension Span {
    /// Spans of an unknown start come last.
    fileprivate var orderNanoseconds: UInt64 { startNanoseconds == 0 ? .max : startNanoseconds }
}

extension LogRecord {
    /// Records of an unknown time come last.
    fileprivate var orderNanoseconds: UInt64 {
        effectiveNanoseconds == 0 ? .max : effectiveNanoseconds
    }
}
