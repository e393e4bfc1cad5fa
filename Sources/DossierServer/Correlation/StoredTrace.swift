internal import Dossier

/// What the stores of a request have of a trace: spans and log records by time, each once.
struct StoredTrace {
    let id: TraceID
    private(set) var spans: [Span] = []
    private(set) var logRecords: [LogRecord] = []
    /// Which stores could not be read, and why.
    private(set) var warnings: [String] = []

    /// Reads the trace; one that no store has is empty.
    ///
    /// - Throws: The error of a store if none could be read.
    init(_ id: TraceID, in stores: StoreSelection, hasLogRecords: Bool = true) throws {
        self.id = id
        warnings = try stores.each { file in
            guard let trace = try file.trace(id, metrics: .none) else {
                if hasLogRecords { logRecords += try Self.mentions(of: id, in: file) }
                return
            }
            spans += trace.spans
            logRecords += trace.logRecords
        }
        guard stores.files.count > 1 else { return }
        var knownSpans: [SpanID?: [Span]] = [:]
        spans = spans.filter { span in
            if knownSpans[span.id]?.contains(span) ?? false { return false }
            knownSpans[span.id, default: []].append(span)
            return true
        }
        spans.sort { $0.startNanoseconds < $1.startNanoseconds }
        var knownRecords: Set<LogContent> = []
        logRecords = logRecords.filter { knownRecords.insert(LogContent($0)).inserted }
        logRecords.sort { $0.orderNanoseconds < $1.orderNanoseconds }
    }

    /// The log records that name a trace of which nothing else is there.
    private static func mentions(of id: TraceID, in file: DossierFile) throws -> [LogRecord] {
        var query = LogQuery()
        query.trace = id
        return try file.logRecords(query).logRecords
    }

    var isEmpty: Bool { spans.isEmpty && logRecords.isEmpty }

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

extension StoreSelection {
    /// Reads every store; what fails in one does not keep the answers of the others back.
    ///
    /// - Returns: A warning for each store that failed.
    /// - Throws: The error of the last store if all failed, and any `CancellationError` or refusal
    ///   of what was asked.
    func each(_ body: (DossierFile) throws -> Void) throws -> [String] {
        let missing = unopened.map(\.failure.message)
        var warnings: [String] = []
        for store in stores {
            do {
                try body(store.file)
            } catch let error as DossierError where error.isOfStore && stores.count > 1 {
                let failure = HTTPFailure(error, Cancellation())
                warnings.append("the store \(store.name) could not be read: \(failure.message)")
                if warnings.count == stores.count { throw error }
            }
        }
        return missing + warnings
    }
}

extension DossierError {
    /// Whether a store is the reason, not what was asked of it.
    fileprivate var isOfStore: Bool {
        switch code {
        case .cancelled, .invalidExpression, .invalidTime, .invalidConventions, .tooManySamples:
            false
        default: true
        }
    }
}

/// What makes a log record that two stores have the same.
private struct LogContent: Hashable {
    let time: UInt64
    let observed: UInt64
    let trace: TraceID?
    let span: SpanID?
    let severity: Int64
    let severityText: String?
    let eventName: String?
    let body: AttributeValue
    let attributes: [Attribute]
    let resource: Resource
    let scope: Scope

    init(_ record: LogRecord) {
        time = record.timeNanoseconds
        observed = record.observedNanoseconds
        trace = record.traceID
        span = record.spanID
        severity = record.severityNumber
        severityText = record.severityText
        eventName = record.eventName
        body = record.body
        attributes = record.attributes
        resource = record.resource
        scope = record.scope
    }
}

extension LogRecord {
    /// Records of an unknown time come last.
    fileprivate var orderNanoseconds: UInt64 {
        effectiveNanoseconds == 0 ? .max : effectiveNanoseconds
    }
}
