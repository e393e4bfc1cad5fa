internal import Dossier
internal import DossierPrimitives

/// `/api/tail`: spans and log records as they are committed, as server-sent events.
struct TailSession: Sendable {
    static func route(lagLimit: Duration) -> Route {
        Route(.get, "/api/tail", timeLimit: nil, errors: .correlation) { request in
            let headers = HTTPFields([
                ("Content-Type", "text/event-stream"), ("X-Accel-Buffering", "no"),
            ])
            let session = try TailSession(request, lagLimit)
            guard request.method == .get else {
                return HTTPResponse(headers: headers, body: .bytes([]))
            }
            return HTTPResponse(
                headers: headers,
                body: .stream { writer in
                    var session = session
                    do {
                        try await session.run(writer)
                    } catch is CancellationError {
                        // The client has gone, or the server stops.
                    }
                }
            )
        }
    }

    /// So many rows are looked through at a time.
    private static let rowCount: UInt64 = 100_000
    /// So many documents are made at a time.
    private static let documentCount = 500
    /// Without an event for this time, a comment keeps the connection.
    private static let quietTime = Duration.seconds(15)
    private static let retryTime = Duration.seconds(2)

    private let selection: TailSelection
    private let stores: StoreSelection
    private let cancellation: Cancellation
    private let lagLimit: Duration
    private let isResumed: Bool
    private var position: TailPosition
    private var queues: [(kind: TailKind, queue: CommitQueue)] = []
    /// The stores of which the client knows that they can't be read.
    private var damagedStores: Set<Int> = []
    private var lastSending = ContinuousClock.now

    private init(_ request: HTTPRequest, _ lagLimit: Duration) throws {
        selection = try TailSelection(request.query)
        stores = request.stores
        cancellation = request.cancellation
        self.lagLimit = lagLimit
        let lastEventID = request.headers["last-event-id"]
        isResumed = lastEventID != nil
        position =
            lastEventID.map { TailPosition($0, of: request.stores) }
            ?? TailPosition(of: request.stores)
        if selection.kinds.contains(.span), let file = stores.files.first {
            // Says whether such an expression can be evaluated.
            _ = try selection.rows(of: .span, 0..<0, in: file, isCancelled: request.isCancelled)
        }
        for kind in TailKind.allCases {
            let poll = CommitPoll(stores.files, from: position[kind]) { try kind.count(in: $0) }
            position[kind] = poll.counts
            guard selection.kinds.contains(kind) else { continue }
            queues.append((kind, CommitQueue(poll, by: Self.rowCount, lagLimit: lagLimit)))
        }
    }

    private mutating func run(_ writer: any ResponseWriter) async throws {
        let start = "retry: \(Self.retryTime.components.seconds * 1000)\nid: \(position.text)\n\n"
        try await send(Array(start.utf8), writer)
        if !isResumed, selection.limit > 0 { try await sendStored(writer) }
        while !cancellation.isCancelled {
            var isIdle = true
            for index in queues.indices {
                let (rows, missed) = queues[index].queue.next()
                try await sendFailures(of: queues[index].queue.poll, writer)
                try await sendMissed(missed, of: queues[index].kind, writer)
                guard let rows else { continue }
                isIdle = false
                try await send(rows, of: queues[index].kind, writer)
            }
            guard isIdle else { continue }
            if ContinuousClock.now - lastSending >= Self.quietTime {
                try await send(Array(": no news\nid: \(position.text)\n\n".utf8), writer)
            }
            try await Task.sleep(for: CommitPoll.interval)
        }
    }

    /// Sends the last rows that were there before.
    private mutating func sendStored(_ writer: any ResponseWriter) async throws {
        for (kind, queue) in queues {
            for rows in queue.poll.known {
                guard let found = try await find(rows, of: kind, limit: selection.limit, writer)
                else { continue }
                for start in stride(from: 0, to: found.numbers.count, by: Self.documentCount) {
                    let end = min(start + Self.documentCount, found.numbers.count)
                    try await send(start..<end, of: found, rows.store, kind, writer)
                }
            }
        }
    }

    private mutating func send(
        _ rows: CommitPoll.NewRows,
        of kind: TailKind,
        _ writer: any ResponseWriter
    ) async throws {
        var start = 0
        var count = 0
        if let found = try await find(rows, of: kind, writer) {
            count = found.numbers.count
            while start < count, start == 0 || ContinuousClock.now - rows.since <= lagLimit {
                let end = min(start + Self.documentCount, count)
                try await send(start..<end, of: found, rows.store, kind, writer)
                start = end
            }
        }
        position[kind][rows.store] = rows.range.upperBound
        try await sendMissed(count - start, of: kind, writer)
    }

    private mutating func send(
        _ positions: Range<Int>,
        of found: StoredRows,
        _ store: Int,
        _ kind: TailKind,
        _ writer: any ResponseWriter
    ) async throws {
        do {
            var events: [UInt8] = []
            for (index, document) in zip(positions, try found.documents(positions)) {
                let behind = found.numbers[index] + 1
                position[kind][store] = max(position[kind][store] ?? 0, behind)
                append(kind.rawValue, document, to: &events)
            }
            try await send(events, writer)
        } catch let error as DossierError {
            try await sendFailure(error, of: store, writer)
        }
    }

    // MARK: - What is left out

    private mutating func sendMissed(
        _ missed: [CommitPoll.NewRows],
        of kind: TailKind,
        _ writer: any ResponseWriter
    ) async throws {
        var count = 0
        for rows in missed {
            count += try await find(rows, of: kind, writer)?.numbers.count ?? 0
            position[kind][rows.store] = rows.range.upperBound
        }
        try await sendMissed(count, of: kind, writer)
    }

    private mutating func sendMissed(
        _ count: Int,
        of kind: TailKind,
        _ writer: any ResponseWriter
    ) async throws {
        guard count > 0 else { return }
        var json = JSONWriter()
        json.object { json in
            json.integer("spans", kind == .span ? count : 0)
            json.integer("logs", kind == .log ? count : 0)
        }
        try await send("missed", json.takeBytes(), writer)
    }

    private mutating func find(
        _ rows: CommitPoll.NewRows,
        of kind: TailKind,
        limit: Int = .max,
        _ writer: any ResponseWriter
    ) async throws -> StoredRows? {
        do {
            return try selection.rows(
                of: kind,
                rows.range,
                in: rows.file,
                limit: limit,
                isCancelled: { [cancellation] in cancellation.isCancelled }
            )
        } catch let error as DossierError {
            guard error.code != .cancelled else { throw CancellationError() }
            try await sendFailure(error, of: rows.store, writer)
            return nil
        }
    }

    /// Says once which stores can't be read.
    private mutating func sendFailures(
        of poll: CommitPoll,
        _ writer: any ResponseWriter
    ) async throws {
        for (store, failure) in poll.failures.enumerated() {
            if let failure {
                guard damagedStores.insert(store).inserted else { continue }
                try await sendFailure(failure, of: store, writer)
            } else {
                damagedStores.remove(store)
            }
        }
    }

    private mutating func sendFailure(
        _ error: any Error,
        of store: Int,
        _ writer: any ResponseWriter
    ) async throws {
        var json = JSONWriter()
        json.object { json in
            json.string("store", stores.stores[store].name)
            json.string("message", HTTPFailure(error, cancellation).message)
        }
        try await send("problem", json.takeBytes(), writer)
    }

    // MARK: - Events

    private mutating func send(
        _ event: String,
        _ data: [UInt8],
        _ writer: any ResponseWriter
    ) async throws {
        var bytes: [UInt8] = []
        append(event, data, to: &bytes)
        try await send(bytes, writer)
    }

    private func append(_ event: String, _ data: [UInt8], to bytes: inout [UInt8]) {
        bytes += "event: \(event)\nid: \(position.text)\ndata: ".utf8
        bytes += data
        bytes += "\n\n".utf8
    }

    private mutating func send(_ bytes: [UInt8], _ writer: any ResponseWriter) async throws {
        try await writer.write(bytes)
        try await writer.flush()
        lastSending = .now
    }
}
