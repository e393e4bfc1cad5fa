internal import Dossier

/// `/loki/api/v1/tail`: the entries that a query finds, as they are committed.
struct LokiTail: Sendable {
    static func route(lagLimit: Duration) -> Route {
        Route(webSocket: "/loki/api/v1/tail", errors: .loki) { request in
            let tail = try LokiTail(request, lagLimit)
            return { try await tail.run($0) }
        }
    }

    /// A message has the entries of this many records at most.
    private static let recordCount: UInt64 = 5000
    /// This many of the missed entries are named.
    private static let namedDropLimit = 1000
    private static let delayLimit = 5

    private let files: [DossierFile]
    private let expression: LogQLExpression
    private let start: Int64
    private let limit: Int
    private let delay: Duration
    private let lagLimit: Duration
    private let categorizesLabels: Bool

    private init(_ request: HTTPRequest, _ lagLimit: Duration) throws {
        self.lagLimit = lagLimit
        let parameters = try LokiParameters(request)
        files = request.stores.files
        expression = try parameters.logExpression()
        start = try LokiWindow(parameters.form, now: { 0 }).start ?? 0
        limit = try parameters.entryCount()
        categorizesLabels = request.categorizesLabels
        guard let text = parameters.form.filled("delay_for") else {
            delay = .zero
            return
        }
        guard let seconds = Int(text), 0...Self.delayLimit ~= seconds else {
            throw HTTPFailure(
                400,
                "delay_for can't be greater than \(Self.delayLimit) or less than 0 seconds",
                parameter: "delay_for"
            )
        }
        delay = .seconds(seconds)
    }

    private func run(_ socket: WebSocket) async throws {
        let poll = CommitPoll(files) { try $0.storedLogRecordCount() }
        try await send(try news(in: poll.known, from: start, limit: limit), socket)
        var queue = CommitQueue(poll, by: Self.recordCount, delay: delay, lagLimit: lagLimit)
        while true {
            let (rows, missed) = queue.next()
            guard let rows else {
                try await send([], missed: missed, socket)
                try await Task.sleep(for: CommitPoll.interval)
                continue
            }
            let news = try self.news(in: [rows], from: 0, limit: Int(Self.recordCount))
            try await send(news, missed: missed, socket)
        }
    }

    /// The newest entries of some records, the oldest first; of stores that can be read.
    private func news(
        in rows: [CommitPoll.NewRows],
        from start: Int64,
        limit: Int
    ) throws -> [LogQLResult.Entry] {
        var times = LogQLTimes(start: start, end: .max)
        times.limit = limit
        let found = try each(rows) { file, query -> [LogQLResult.Entry] in
            guard case .entries(let found) = try file.logResult(of: expression, times, where: query)
            else { return [] }
            return found.reversed()
        }
        let sorted = found.joined().enumerated().sorted { left, right in
            (left.element.nanoseconds, left.offset) < (right.element.nanoseconds, right.offset)
        }
        return sorted.suffix(limit).map(\.element)
    }

    /// What `body` makes of some records; a store that can't be read does not end the tail of others.
    private func each<Value>(
        _ rows: [CommitPoll.NewRows],
        _ body: (DossierFile, LogQuery) throws -> Value
    ) throws -> [Value] {
        var values: [Value] = []
        for part in rows {
            var query = LogQuery()
            query.storedRecords = part.range
            do {
                values.append(try body(part.file, query))
            } catch let error as DossierError where error.isOfStore && files.count > 1 {
                continue
            }
        }
        return values
    }

    private func send(
        _ entries: [LogQLResult.Entry],
        missed: [CommitPoll.NewRows] = [],
        _ socket: WebSocket
    ) async throws {
        let dropped = try news(in: missed, from: 0, limit: Self.namedDropLimit)
        let droppedCount = try each(missed) { file, query -> Int in
            var query = query
            query.logQL = expression
            return try file.logRecordCount(query)
        }.reduce(0, +)
        guard !entries.isEmpty || droppedCount > 0 else { return }
        try await socket.send(
            LogQLResult.lokiTailJSON(
                entries,
                dropped: dropped,
                droppedCount: droppedCount,
                categorizesLabels: categorizesLabels
            )
        )
    }
}
