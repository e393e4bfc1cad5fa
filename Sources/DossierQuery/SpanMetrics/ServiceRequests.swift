import DossierColumns
import DossierPrimitives
import DossierStore

/// The requests between services of a store, counted by client and server.
///
/// A request is a span that served it, SERVER or CONSUMER, with its parent in another service, CLIENT
/// or PRODUCER.
package struct ServiceRequests: Sendable {
    package struct Key: Hashable, Sendable {
        package let client: [UInt8]
        package let server: [UInt8]
        /// Whether a producer or a consumer took part.
        package let isMessaging: Bool
    }

    /// By number of the series.
    package let keys: [Key]
    /// All requests, with the durations that the servers saw.
    package let servers: SampledCounts
    /// The same with those that the clients saw.
    package let clients: SampledCounts
    /// Those of which one side has the status of an error.
    package let failures: SampledCounts
    /// How many requests have no time, or one that is far from all others.
    package let uncountedCount: Int

    /// How many blocks are worked on before their counts are put together.
    private static let blockCountAtOnce = 16

    /// Requests of a trace in one run are counted block by block; of others the sides are held until
    /// all are known, which takes 40 bytes for each.
    ///
    /// - Complexity: O(n log n) over the spans that are sides, over eight columns of all.
    init(
        _ blocks: [BlockInfo],
        at times: SampleTimes,
        except duplicates: DuplicateSpans,
        in reader: StoreReader
    ) throws {
        let services = ServiceNumbers(try reader.serviceNameBytes())
        let split = try reader.tracesInSeveralRuns()
        var sums = RequestCounts()
        var rest = TracedPairs<RequestSide>()
        var table = TraceTable()
        for start in stride(from: 0, to: blocks.count, by: Self.blockCountAtOnce) {
            let some = Array(blocks[start..<min(start + Self.blockCountAtOnce, blocks.count)])
            let found = try parallelMap(some) { block in
                var own = try TracedPairs<RequestSide>(
                    block,
                    services,
                    except: duplicates,
                    in: reader
                )
                let others = own.take { split.contains($0) }
                return (RequestCounts(own, at: times), others)
            }
            for (counts, others) in found {
                sums.add(counts)
                rest.add(others, &table)
            }
        }
        sums.add(RequestCounts(rest, at: times))
        sums.compact()
        keys = sums.keys.map { key in
            Key(
                client: services.names[Int(key.client)] ?? [],
                server: services.names[Int(key.server)] ?? [],
                isMessaging: key.isMessaging
            )
        }
        (servers, clients, failures) = (sums.servers, sums.clients, sums.failures)
        uncountedCount = sums.uncountedCount
    }
}

/// Requests of some traces, counted.
private struct RequestCounts: Sendable {
    struct Key: Hashable, Sendable {
        let client: UInt32
        let server: UInt32
        let isMessaging: Bool
    }

    private(set) var keys: [Key] = []
    private(set) var servers = SampledCounts(.requests)
    private(set) var clients = SampledCounts(.requests)
    private(set) var failures = SampledCounts(.requests)
    private(set) var uncountedCount = 0
    private var numbers: [Key: UInt32] = [:]

    init() {}

    init(_ sides: TracedPairs<RequestSide>, at times: SampleTimes) {
        sides.forEachCall { add($0, $1, at: times) }
        compact()
    }

    private mutating func add(
        _ client: RequestSide,
        _ server: RequestSide,
        at times: SampleTimes
    ) {
        let ends = [client.times.countedTime, server.times.countedTime].compactMap { $0 }
        guard let end = ends.max(), let sample = times.index(of: end) else {
            uncountedCount += 1
            return
        }
        let series = number(
            Key(
                client: client.service,
                server: server.service,
                isMessaging: client.isMessage || server.isMessage
            )
        )
        servers.add(series: series, sample: sample, duration: server.times.duration)
        clients.add(series: series, sample: sample, duration: client.times.duration)
        if client.hasFailed || server.hasFailed {
            failures.add(series: series, sample: sample, duration: nil)
        }
    }

    private mutating func number(_ key: Key) -> UInt32 {
        if let known = numbers[key] { return known }
        let number = UInt32(keys.count)
        numbers[key] = number
        keys.append(key)
        return number
    }

    mutating func add(_ others: RequestCounts) {
        let own = others.keys.map { number($0) }
        servers.add(others.servers, numbers: own)
        clients.add(others.clients, numbers: own)
        failures.add(others.failures, numbers: own)
        uncountedCount += others.uncountedCount
    }

    mutating func compact() {
        servers.compact()
        clients.compact()
        failures.compact()
    }
}
