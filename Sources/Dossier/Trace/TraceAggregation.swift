/// Gathers what one source says of traces.
struct TraceAggregation {
    struct ServiceKey: Hashable {
        let trace: [UInt8]
        let service: [UInt8]
    }

    struct OperationKey: Hashable {
        let trace: [UInt8]
        let type: [UInt8]
        let tenant: [UInt8]
    }

    struct Requests {
        var count: Double?
        var errorCount: Double? = 0
        var durationSum: Double?
        var durationCount: Double?
        var p95: Double?
    }

    struct Operations {
        var count: Double?
        var p95: Double?
    }

    var requests: [ServiceKey: Requests] = [:]
    var operations: [OperationKey: Operations] = [:]

    /// By trace.
    func aggregates(window: Double) -> [[UInt8]: TraceStatistics.Aggregates] {
        let requests = Dictionary(grouping: requests, by: \.key.trace)
        let operations = Dictionary(grouping: operations, by: \.key.trace)
        var found: [[UInt8]: TraceStatistics.Aggregates] = [:]
        for trace in Set(requests.keys).union(operations.keys) {
            found[trace] = TraceStatistics.Aggregates(
                requests: (requests[trace] ?? [])
                    .sorted { $0.key.service.lexicographicallyPrecedes($1.key.service) }
                    .map { TraceStatistics.Requests($0.key.service, $0.value) },
                operations: (operations[trace] ?? [])
                    .sorted {
                        $0.key.type == $1.key.type
                            ? $0.key.tenant.lexicographicallyPrecedes($1.key.tenant)
                            : $0.key.type.lexicographicallyPrecedes($1.key.type)
                    }
                    .map { TraceStatistics.Operations($0.key, $0.value, window: window) }
            )
        }
        return found
    }

    /// By service.
    var traceCounts: [[UInt8]: Int] {
        var counts: [[UInt8]: Int] = [:]
        for (key, requests) in requests where requests.count != 0 {
            counts[key.service, default: 0] += 1
        }
        return counts
    }
}

extension TraceStatistics.Requests {
    fileprivate init(_ service: [UInt8], _ requests: TraceAggregation.Requests) {
        self.service = String(decoding: service, as: UTF8.self)
        count = requests.count?.known
        errorCount = requests.errorCount?.known
        errorRate = Self.ratio(requests.errorCount, requests.count)
        averageSeconds = Self.ratio(requests.durationSum, requests.durationCount)
        p95Seconds = requests.p95?.known
    }

    private static func ratio(_ part: Double?, _ whole: Double?) -> Double? {
        guard let part, let whole else { return nil }
        return (part / whole).known
    }
}

extension TraceStatistics.Operations {
    fileprivate init(
        _ key: TraceAggregation.OperationKey,
        _ operations: TraceAggregation.Operations,
        window: Double
    ) {
        type = String(decoding: key.type, as: UTF8.self)
        tenant = String(decoding: key.tenant, as: UTF8.self)
        count = operations.count?.known
        rate = operations.count.flatMap { ($0 / window).known }
        p95Seconds = operations.p95?.known
    }
}

extension Double {
    /// The number; nil if it is NaN.
    fileprivate var known: Double? { isNaN ? nil : self }
}
