internal import DossierPromQL
internal import DossierRules
internal import DossierStore

/// Finds the traces and error logs in the time of an alert.
struct AlertEvidenceSearch {
    private struct Window: Hashable {
        let service: String?
        let trace: TraceID?
        let start: Timestamp
        let end: Timestamp
    }

    /// Labels that name a service, the first that an alert has counts.
    private static let serviceLabels = ["service_name", "service", "job"]
    private static let traceLabels = ["trace_id", "traceId"]

    private let file: DossierFile
    private let limit: Int
    private var services: Set<[UInt8]>?
    /// By service, the oldest first; of all services under nil.
    private var traces: [String?: [TraceSummary]] = [:]
    private var known: [Window: AlertEvidence] = [:]

    init(in file: DossierFile, limit: Int) {
        self.file = file
        self.limit = max(0, limit)
    }

    /// `end` is the end of the evaluation, for an alert that is not over by then.
    mutating func find(for alert: AlertRecord, end: Int64) throws -> AlertEvidence {
        let window = Window(
            service: try service(of: alert.labels),
            trace: Self.traceLabels.lazy.compactMap { alert.labels[$0] }
                .compactMap { TraceID(hex: $0) }.first,
            start: Self.time(alert.pendingAt),
            end: Self.time(max(alert.resolvedAt ?? end, alert.pendingAt))
        )
        if let evidence = known[window] { return evidence }
        let evidence = try window.trace.map { try find($0, window) } ?? find(in: window)
        known[window] = evidence
        return evidence
    }

    /// A time that telemetry can have, or the nearest.
    private static func time(_ milliseconds: Int64) -> Timestamp {
        Timestamp(nanoseconds: Timestamp(milliseconds: milliseconds).storedNanoseconds)
    }

    private mutating func service(of labels: Labels) throws -> String? {
        let known = try services ?? Set(file.reader.serviceNameBytes().compactMap { $0 })
        services = known
        for name in Self.serviceLabels {
            guard let value = labels[name] else { continue }
            // A job is a service behind its namespace.
            let short = value.split(separator: "/").last.map(String.init) ?? value
            return [value, short].first { known.contains(Array($0.utf8)) }
        }
        return nil
    }

    private func find(_ trace: TraceID, _ window: Window) throws -> AlertEvidence {
        let found = try file.trace(trace, metrics: .none)?.summary
        var logs = LogQuery()
        logs.trace = trace
        logs.minimumSeverity = .error
        logs.limit = limit
        let listing = try file.logRecords(logs)
        return AlertEvidence(
            service: window.service,
            trace: trace,
            traceCount: found == nil ? 0 : 1,
            errorTraceCount: found.map { $0.errorCount > 0 ? 1 : 0 } ?? 0,
            traces: found.map { [$0.id] } ?? [],
            errorLogCount: listing.matchCount,
            errorLogs: listing.logRecords
        )
    }

    private mutating func find(in window: Window) throws -> AlertEvidence {
        let own = try traces(of: window.service).filter { trace in
            guard let start = trace.startTime, let end = trace.endTime else { return false }
            return start <= window.end && end >= window.start
        }
        let failed = own.filter { $0.errorCount > 0 }
        let others = own.lazy.filter { $0.errorCount == 0 }
        var logs = LogQuery()
        logs.service = window.service
        logs.minimumSeverity = .error
        logs.since = window.start
        logs.until = window.end + .nanoseconds(1)
        logs.limit = limit
        let listing = try file.logRecords(logs)
        return AlertEvidence(
            service: window.service,
            trace: nil,
            traceCount: own.count,
            errorTraceCount: failed.count,
            traces: Array((Array(failed.prefix(limit)) + others.prefix(limit)).prefix(limit))
                .map(\.id),
            errorLogCount: listing.matchCount,
            errorLogs: listing.logRecords
        )
    }

    private mutating func traces(of service: String?) throws -> [TraceSummary] {
        if let found = traces[service] { return found }
        var query = TraceQuery()
        query.service = service
        // Without a search for the names of those without a root, which decodes their spans.
        let duplicates = try file.duplicateCache.duplicates(in: file.reader)
        let found = try file.matchingTraces(query, except: duplicates).reversed()
            .map { TraceSummary($0) }
        traces[service] = found
        return found
    }
}
