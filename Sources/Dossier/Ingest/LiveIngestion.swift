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

    /// The path of the store, without symbolic links.
    public let path: String
    private let queue = RequestQueue(byteLimit: LiveIngestion.waitingByteLimit)

    /// Opens a store for requests, and makes it if there is none.
    ///
    /// What a killed process has added is stored first.
    ///
    /// - Parameter store: The path of the store.
    /// - Throws: A ``DossierError`` if the file is no store, can't be written, or another writer has
    ///   it.
    public init(store: String) throws(DossierError) {
        let writer = try translatingErrors { () throws -> RequestWriter in
            try RequestWriter(StoreWriter(path: store))
        }
        path = writer.path
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
    public func close() {
        queue.close()
    }

    private static func run(_ queue: RequestQueue, _ writer: RequestWriter) {
        while let work = queue.next() {
            let wasSettled = writer.isSettled
            if !work.requests.isEmpty {
                let results = writer.add(work.requests.map(\.request))
                for (waiting, result) in zip(work.requests, results) {
                    waiting.continuation.resume(returning: result)
                }
            }
            if !work.settlers.isEmpty {
                let result = writer.settle()
                for continuation in work.settlers { continuation.resume(returning: result) }
            } else if work.settles {
                writer.beginSettling()
            }
            queue.done(isSettled: writer.isSettled)
            if !writer.isSettled, wasSettled || work.settles {
                Task {
                    try? await Task.sleep(for: keptTime)
                    queue.requestSettling()
                }
            }
        }
        _ = writer.settle()
        writer.close()
        queue.finished()
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
