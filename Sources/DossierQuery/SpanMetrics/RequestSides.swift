import DossierBlocks
import DossierColumns
import DossierStore

/// A span that sent a request or served one.
struct RequestSide: Sendable {
    /// The number of its trace.
    var trace: UInt32
    /// The id of the span that sent the request.
    let client: UInt64
    let times: SpanTimes
    /// Among `ServiceNumbers`.
    let service: UInt32
    /// Whether it sent a message, or received one.
    let isMessage: Bool
    let hasFailed: Bool

    /// By trace and client; of several the one that started first, then the one that ended first.
    func isBefore(_ other: RequestSide) -> Bool {
        if trace != other.trace { return trace < other.trace }
        if client != other.client { return client < other.client }
        // An unknown start, 0, becomes the highest.
        let (own, others) = (times.start &- 1, other.times.start &- 1)
        return own != others ? own < others : times.end < other.times.end
    }
}

/// Spans that sent requests, and spans that served some.
struct RequestSides: Sendable {
    var traces: [TraceID] = []
    var clients: [RequestSide] = []
    var servers: [RequestSide] = []

    /// OTLP's numbers of kinds.
    private static let (server, client, producer, consumer): (UInt64, UInt64, UInt64, UInt64) =
        (2, 3, 4, 5)
    private static let errorStatus: UInt64 = 2

    init() {}

    /// Reads those of a block that have a service.
    init(
        _ block: BlockInfo,
        _ services: ServiceNumbers,
        except duplicates: DuplicateSpans,
        in reader: StoreReader
    ) throws {
        let columns = try reader.columns(
            [
                .field(.trace), .field(.spanID), .field(.parentSpanID), .field(.kind),
                .field(.resource), .field(.startTime), .field(.endTime), .field(.statusCode),
            ],
            of: .span,
            in: block
        ).compactMap { $0 }
        guard columns.count == 8 else { return }
        traces = columns[0].traces
        let words = columns.map(\.words)
        let kinds = words[3].words
        let isNamed = services.names.map { !($0 ?? []).isEmpty }
        var repeated = duplicates.rows(of: block.id)[...]
        for row in 0..<(words.map(\.count).min() ?? 0) {
            if let next = repeated.first, next == UInt32(row) {
                _ = repeated.popFirst()
                continue
            }
            let kind = kinds[row]
            guard (Self.server...Self.consumer).contains(kind) else { continue }
            let isClient = kind == Self.client || kind == Self.producer
            let trace = words[0][row]
            let id = words[isClient ? 1 : 2][row]
            let service = services[words[4][row]]
            guard trace < UInt64(traces.count), id != 0, isNamed[Int(service)] else { continue }
            let side = RequestSide(
                trace: UInt32(trace),
                client: id,
                times: SpanTimes(start: words[5][row], end: words[6][row]),
                service: service,
                isMessage: kind == Self.producer || kind == Self.consumer,
                hasFailed: words[7][row] == Self.errorStatus
            )
            if isClient { clients.append(side) } else { servers.append(side) }
        }
    }

    /// Takes out what belongs to some of the traces.
    mutating func take(where isTaken: (TraceID) -> Bool) -> RequestSides {
        let isOther = traces.map(isTaken)
        var others = RequestSides()
        guard isOther.contains(true) else { return others }
        others.traces = traces
        others.clients = clients.filter { isOther[Int($0.trace)] }
        others.servers = servers.filter { isOther[Int($0.trace)] }
        clients.removeAll { isOther[Int($0.trace)] }
        servers.removeAll { isOther[Int($0.trace)] }
        return others
    }

    /// Adds others, whose traces get numbers of a table.
    mutating func add(_ others: RequestSides, _ table: inout TraceTable) {
        guard !others.clients.isEmpty || !others.servers.isEmpty else { return }
        let numbers = others.traces.map { table.intern($0) }
        for var side in others.clients {
            side.trace = numbers[Int(side.trace)]
            clients.append(side)
        }
        for var side in others.servers {
            side.trace = numbers[Int(side.trace)]
            servers.append(side)
        }
    }
}
