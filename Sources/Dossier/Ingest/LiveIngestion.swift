internal import DossierColumns
internal import DossierOTLP
internal import DossierStore

/// Takes requests of exporters into a store while others read it.
///
/// A request that was added is on the medium: it is not lost if the process is killed, and not stored
/// twice if it is added again, by this process or a later one. Requests that come while others are
/// being written wait together for the medium. Their rows are in the store when ``settle()`` returns,
/// at the latest half a second after they were added; after a kill, when the store is opened for
/// requests again. Until then the requests are in a file beside the store, `STORE-requests`.
///
/// ```swift
/// let ingestion = try LiveIngestion(store: "live.dossier")
/// let added = try await ingestion.add(body, .protobufTraces)
/// if added.rejectedCount > 0 { print(added.reason ?? "") }
/// ingestion.close()
/// ```
public final class LiveIngestion: Sendable {
    /// The bytes of the requests that may wait; further ones are refused.
    static let waitingByteLimit = 128 << 20
    /// How long requests are kept without their rows.
    private static let keptTime = Duration.milliseconds(500)
    /// The same after rows could not be stored.
    private static let retryTime = Duration.seconds(5)

    /// The path of the store, without symbolic links.
    public let path: String
    /// What can't be read of the requests that a killed process has left beside the store; nil if
    /// everything can be.
    ///
    /// A copy of the file is kept.
    public let warning: String?
    private let queue = RequestQueue(byteLimit: LiveIngestion.waitingByteLimit)

    /// Opens a store for requests, and makes it if there is none.
    ///
    /// What a killed process has added is stored first.
    ///
    /// - Parameter store: The path of the store.
    /// - Throws: A ``DossierError`` if the file is no store, can't be written, or another writer has
    ///   it.
    public init(store: String) throws(DossierError) {
        let writer = try translatingErrors { [queue] () throws -> RequestWriter in
            try RequestWriter(StoreWriter(path: store), whenStored: { queue.noteStored() })
        }
        path = writer.path
        warning = writer.warning
        // The thread is the only one that has the writer from here on.
        nonisolated(unsafe) let owned = writer
        guard WorkerThread.start({ [queue] in Self.run(queue, owned) }) else {
            owned.close()
            throw DossierError(.system, "the system can't start another thread", path: store)
        }
    }

    /// Adds a request; returns when it is on the medium.
    ///
    /// - Parameters:
    ///   - body: The body, without its content coding.
    ///   - format: What the body is.
    /// - Returns: What became of it.
    /// - Throws: A ``DossierError``: ``DossierError/Code/invalidRequest`` if the body is malformed,
    ///   ``DossierError/Code/receiverBusy`` if too many requests wait, or one that says why nothing
    ///   can be stored. Nothing of the request is stored then.
    public func add(
        _ body: [UInt8],
        _ format: RequestFormat
    ) async throws(DossierError) -> AddedRequest {
        let request: ReceivedRequest
        do throws(MalformedRequest) {
            request = try Self.request(body, format)
        } catch {
            throw DossierError(.invalidRequest, error.description)
        }
        return try await queue.add(request).get()
    }

    /// The request as it is kept; those of other systems become OTLP-JSON.
    private static func request(
        _ body: [UInt8],
        _ format: RequestFormat
    ) throws(MalformedRequest) -> ReceivedRequest {
        switch format {
        case .json: try checkRequest(json: body)
        case .lokiJSON:
            return ReceivedRequest(
                format: RequestFormat.json.rawValue,
                body: try otlp(fromLokiJSON: body)
            )
        case .lokiProtobuf:
            return ReceivedRequest(
                format: RequestFormat.json.rawValue,
                body: try otlp(fromLokiProtobuf: body)
            )
        case .protobufTraces, .protobufLogs, .protobufMetrics: try checkRequest(protobuf: body)
        }
        return ReceivedRequest(format: format.rawValue, body: body)
    }

    /// Returns when the rows of every request that was added before are in the store.
    ///
    /// - Throws: A ``DossierError`` if they can't be stored now; they are kept, and it is tried again.
    public func settle() async throws(DossierError) {
        try await queue.settle().get()
    }

    /// Stores what was added, and lets the next writer in; requests that come later are refused.
    ///
    /// - Returns: Why rows could not be stored, nil if they were. They are still in the file beside the
    ///   store, and are stored when the store is opened for requests, ingested into or compacted.
    @discardableResult
    public func close() -> DossierError? {
        if case .failure(let error) = queue.close() { error } else { nil }
    }

    private static func run(_ queue: RequestQueue, _ writer: RequestWriter) {
        var settlers: [Settler] = []
        var rest = keptTime
        while let work = queue.next() {
            if !work.requests.isEmpty {
                let results = writer.add(work.requests.map(\.request))
                for (waiting, result) in zip(work.requests, results) {
                    waiting.continuation.resume(returning: result)
                }
            }
            settlers += work.settlers.map { Settler(number: writer.lastNumbers.kept, end: $0) }
            do throws(DossierError) {
                try writer.endSettling()
                let stored = writer.lastNumbers.stored
                for settler in settlers where settler.number <= stored {
                    settler.end.resume(returning: .success(()))
                }
                settlers.removeAll { $0.number <= stored }
                if work.hasStored { rest = keptTime }
                if work.settles || !settlers.isEmpty { try writer.beginSettling() }
            } catch {
                for settler in settlers { settler.end.resume(returning: .failure(error)) }
                settlers = []
                rest = retryTime
            }
            queue.done(isSettled: writer.isSettled, rest: rest)
        }
        let result = writer.settle().mapError { unstored($0, writer) }
        writer.close()
        for settler in settlers { settler.end.resume(returning: result) }
        queue.finish(result)
    }

    /// What to say when the rows of kept requests could not be stored in the end.
    private static func unstored(_ error: DossierError, _ writer: RequestWriter) -> DossierError {
        let count = writer.keptCount
        return DossierError(
            error.code,
            "\(error.description); \(count) acknowledged request\(count == 1 ? "" : "s") stay in"
                + " \(writer.path)-requests, and are stored when the store is opened for requests,"
                + " ingested into or compacted; if it was renamed, rename that file with it",
            path: error.path,
            underlyingError: error
        )
    }

    /// Who waits until the requests up to a number have rows in blocks.
    private struct Settler {
        let number: Int64
        let end: CheckedContinuation<RequestQueue.SettleResult, Never>
    }
}

/// What the body of a request is.
public enum RequestFormat: UInt8, CaseIterable, Sendable {
    /// OTLP-JSON of any signal.
    case json = 1
    /// `ExportTraceServiceRequest` as protobuf.
    case protobufTraces = 2
    /// `ExportLogsServiceRequest` as protobuf.
    case protobufLogs = 3
    /// `ExportMetricsServiceRequest` as protobuf.
    case protobufMetrics = 4
    /// The JSON of a push request of Loki.
    case lokiJSON = 5
    /// The protobuf of a push request of Loki, without its compression.
    case lokiProtobuf = 6
}

/// What became of a request that was added.
public struct AddedRequest: Hashable, Sendable {
    /// How many spans, log records and data points could not be read; they are kept as they are.
    public var rejectedCount = 0
    /// Why the first of them could not be read.
    public var reason: String?
    /// How many spans are stored, but belong to no trace: their trace id is missing or invalid.
    public var untracedSpanCount = 0
    /// Whether it was added before, so that nothing was stored.
    public var isRepeated = false
    /// Whether it has any member of OTLP.
    public var isUnderstood = true

    /// A request of which everything was read.
    public init() {}
}
