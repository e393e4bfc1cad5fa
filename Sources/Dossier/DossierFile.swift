public import DossierColumns
internal import DossierOTLP
internal import DossierQuery
internal import DossierStore

/// A store of correlated telemetry: one file, opened for reading.
///
/// Any number of threads and processes may read a store while one ingests into it; every call sees
/// whole commits only.
public final class DossierFile: Sendable {
    /// The path of the file, without symbolic links.
    public let path: String
    let reader: StoreReader
    let metricSources = MetricSources()

    /// Opens a store.
    ///
    /// Throws an error whose description says what the file is, if it is no store (missing, of
    /// another program, of a newer format, damaged), and what to do.
    public init(_ path: String) throws {
        reader = try StoreReader(path: path)
        self.path = reader.path
    }

    /// A trace with its spans, log records and tied metric series; nil if the store has none.
    ///
    /// Reads the blocks that hold rows of the trace, and those of the metrics around it. What is
    /// decoded of the former is kept for the next trace, up to 256 MiB.
    /// Without `metrics` it takes a fraction of the time.
    public func trace(
        _ id: TraceID,
        metrics: CorrelatedTrace.Metrics = .tied
    ) throws -> CorrelatedTrace? {
        guard let rows = try TraceRows(id, in: reader) else { return nil }
        let ties =
            switch metrics {
            case .tied: try SeriesTies(of: rows, in: reader)
            case .none: SeriesTies()
            }
        var builder = ModelBuilder(shared: rows.shared)
        return builder.trace(rows, ties)
    }

    /// The same as a JSON document, as `schema/trace-document.schema.json` describes it.
    public func traceDocument(_ id: TraceID) throws -> [UInt8]? {
        guard let rows = try TraceRows(id, in: reader) else { return nil }
        return traceDocument(of: rows, try SeriesTies(of: rows, in: reader))
    }

    /// The ids of the traces that start with these hexadecimal digits of any case, ascending, at
    /// most `limit`.
    public func traceIDs(startingWith hexPrefix: String, limit: Int) throws -> [TraceID] {
        try reader.traceIDs(prefix: hexPrefix, limit: limit)
    }

    /// Sends every rejected value to `body`, in the order in which they were stored.
    public func rejected(_ body: (RejectedInput) throws -> Void) throws {
        let paths = Dictionary(
            try reader.inputs().map { ($0.id, $0.path) },
            uniquingKeysWith: { first, _ in first }
        )
        var failure: (any Error)?
        try reader.forEachRejection { rejection in
            do {
                try body(
                    RejectedInput(
                        path: paths[rejection.input] ?? "",
                        byteOffset: rejection.byteOffset,
                        reason: rejection.reason,
                        bytes: rejection.bytes
                    )
                )
                return true
            } catch {
                failure = error
                return false
            }
        }
        if let failure { throw failure }
    }
}
