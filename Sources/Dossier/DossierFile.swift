internal import DossierColumns
internal import DossierQuery
internal import DossierStore

/// A store of correlated telemetry: one file, opened for reading.
///
/// Any number of threads and processes may read a store while one ingests into it; every call sees
/// whole commits only.
///
/// ```swift
/// let file = try DossierFile("outage.dossier")
/// if let id = TraceID(hex: "66ea073509f4c2132258542dd751ef21"), let trace = try file.trace(id) {
///     print(trace.spans.count { $0.isError })
/// }
/// ```
public final class DossierFile: Sendable {
    /// The path of the file, without symbolic links.
    public let path: String
    let reader: StoreReader
    let metricSources: MetricSources
    let duplicateCache = DuplicateCache()
    let operationCache = CommitCache<[ServiceOperation]>()
    private let spanBlockCache = CommitCache<SpanBlocks>()

    /// Opens a store.
    ///
    /// - Parameter path: The path of the file.
    /// - Throws: A ``DossierError`` that says what the file is, if it is no store: missing, of
    ///   another program, of a newer format, damaged.
    public convenience init(_ path: String) throws(DossierError) {
        try self.init(path, cacheByteLimit: StoreReader.cacheByteLimit)
    }

    /// The same with another limit on the memory for decoded columns, in bytes.
    package init(_ path: String, cacheByteLimit: Int) throws(DossierError) {
        reader = try translatingErrors {
            try StoreReader(path: path, cacheByteLimit: cacheByteLimit)
        }
        self.path = reader.path
        metricSources = MetricSources(duplicateCache)
    }

    /// Opens a store for one query: of what is decoded less is kept for the next.
    package init(_ path: String, keptByteLimit: Int) throws(DossierError) {
        reader = try translatingErrors {
            try StoreReader(path: path, cacheByteLimit: keptByteLimit)
        }
        self.path = reader.path
        metricSources = MetricSources(duplicateCache)
    }

    /// A trace with its spans, log records and tied metric series.
    ///
    /// Reads the blocks that hold rows of the trace, and those of the metrics around it. What is
    /// decoded of the former is kept for the next trace, up to 256 MiB.
    ///
    /// - Parameters:
    ///   - id: The id of the trace.
    ///   - metrics: Which series to look for; without them it takes a fraction of the time.
    ///   - textLimit: Texts of more bytes are cut somewhere behind that; nil to have them whole.
    /// - Returns: The trace; nil if the store has none with this id.
    /// - Throws: A ``DossierError`` if the store can't be read.
    public func trace(
        _ id: TraceID,
        metrics: CorrelatedTrace.Metrics = .tied,
        textLimit: Int? = nil
    ) throws(DossierError) -> CorrelatedTrace? {
        try translatingErrors {
            guard
                let rows = try TraceRows(id.stored, in: reader, textLimit: textLimit ?? .max)
            else { return nil }
            let ties =
                switch metrics {
                case .tied: try SeriesTies(of: rows, in: reader)
                case .none: SeriesTies()
                }
            var builder = ModelBuilder(shared: rows.shared)
            return builder.trace(rows, ties)
        }
    }

    /// The ids of the traces that start with some digits, ascending.
    ///
    /// - Parameters:
    ///   - hexPrefix: Hexadecimal digits of any case.
    ///   - limit: How many ids to give at most.
    /// - Returns: The ids; none if no trace starts with the digits.
    /// - Throws: A ``DossierError`` if the store can't be read.
    public func traceIDs(
        startingWith hexPrefix: String,
        limit: Int
    ) throws(DossierError) -> [TraceID] {
        try translatingErrors {
            try reader.traceIDs(prefix: hexPrefix, limit: limit).map { TraceID($0) }
        }
    }

    /// The ids of the traces that end with 16 digits, ascending.
    ///
    /// Systems with ids of 64 bits have only these.
    ///
    /// - Parameters:
    ///   - hexSuffix: 16 hexadecimal digits of any case.
    ///   - limit: How many ids to give at most.
    /// - Returns: The ids; none if no trace ends with the digits.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(traces).
    public func traceIDs(
        endingWith hexSuffix: String,
        limit: Int
    ) throws(DossierError) -> [TraceID] {
        guard let low = hexSuffix.utf8.count == 16 ? UInt64(hexSuffix, radix: 16) : nil else {
            return []
        }
        return try translatingErrors {
            try reader.traceIDs(low: low, limit: limit).map { TraceID($0) }
        }
    }

    /// The ids of the traces that have a span of this id, ascending.
    ///
    /// - Parameters:
    ///   - span: The id of the span.
    ///   - limit: How many ids to give at most.
    /// - Returns: The ids; none if no span has the id.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(spans), over one column.
    public func traceIDs(withSpan span: SpanID, limit: Int) throws(DossierError) -> [TraceID] {
        try translatingErrors {
            let ids = try reader.traces(withSpanID: span.stored)
            return ids.sorted().prefix(max(0, limit)).map { TraceID($0) }
        }
    }

    /// The blocks of spans as searches go through them.
    func spanBlocks() throws -> SpanBlocks {
        try spanBlockCache.value(in: reader) {
            try SpanBlocks(reader) { [duplicateCache, reader] in
                try duplicateCache.duplicates(in: reader)
            }
        }
    }

    /// Sends every rejected value to `body`, in the order in which they were stored.
    ///
    /// - Parameter body: Takes a value.
    /// - Throws: What `body` throws, which ends the reading, or a ``DossierError`` if the store
    ///   can't be read.
    public func rejected(_ body: (RejectedInput) throws -> Void) throws {
        var failure: (any Error)?
        try translatingErrors {
            let paths = Dictionary(
                try reader.inputs().map { ($0.id, $0.path) },
                uniquingKeysWith: { first, _ in first }
            )
            try reader.forEachRejection { rejection in
                do {
                    try body(RejectedInput(rejection, path: paths[rejection.input] ?? ""))
                    return true
                } catch {
                    failure = error
                    return false
                }
            }
        }
        if let failure { throw failure }
    }
}

extension RejectedInput {
    fileprivate init(_ rejection: StoredRejection, path: String) {
        self.init(
            path: path,
            byteOffset: rejection.byteOffset,
            reason: rejection.reason,
            bytes: rejection.bytes
        )
    }
}
