import DossierBlocks
import DossierColumns
import DossierStore

/// A span that sent a request or served one.
struct RequestSide: PairedSpan {
    var trace: UInt32
    /// The id of the span that sent the request.
    let id: UInt64
    let times: SpanTimes
    let service: UInt32
    /// Whether it sent a message, or received one.
    let isMessage: Bool
    let hasFailed: Bool

    /// Those that started first come first, then those that ended first.
    func precedes(_ other: RequestSide) -> Bool {
        // An unknown start, 0, becomes the highest.
        let (own, others) = (times.start &- 1, other.times.start &- 1)
        return own != others ? own < others : times.end < other.times.end
    }
}

/// OTLP's numbers of kinds.
private enum OTLPKind {
    static let server: UInt64 = 2
    static let client: UInt64 = 3
    static let producer: UInt64 = 4
    static let consumer: UInt64 = 5
}

private let errorStatus: UInt64 = 2

extension TracedPairs<RequestSide> {
    /// Reads the spans of a block that sent requests, the parents, and those that served some; they
    /// have a service.
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
        guard columns.count == 8 else {
            self.init()
            return
        }
        self.init(traces: columns[0].traces)
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
            guard (OTLPKind.server...OTLPKind.consumer).contains(kind) else { continue }
            let isClient = kind == OTLPKind.client || kind == OTLPKind.producer
            let trace = words[0][row]
            let id = words[isClient ? 1 : 2][row]
            let service = services[words[4][row]]
            guard trace < UInt64(traces.count), id != 0, isNamed[Int(service)] else { continue }
            let side = RequestSide(
                trace: UInt32(trace),
                id: id,
                times: SpanTimes(start: words[5][row], end: words[6][row]),
                service: service,
                isMessage: kind == OTLPKind.producer || kind == OTLPKind.consumer,
                hasFailed: words[7][row] == errorStatus
            )
            if isClient { parents.append(side) } else { children.append(side) }
        }
    }
}
