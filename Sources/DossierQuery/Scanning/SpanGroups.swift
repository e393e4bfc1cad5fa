/// The spans of all blocks by group.
struct SpanGroups {
    struct Key: Hashable {
        let service: UInt32
        let operation: [UInt8]?
    }

    private var numbers: [Key: Int] = [:]
    private var keys: [Key] = []
    private var spanCounts: [Int] = []
    private var errorCounts: [Int] = []
    private var durations: [[UInt64]] = []

    mutating func add(_ spans: GroupedSpans) {
        var start = 0
        for (index, key) in spans.keys.enumerated() {
            let number = numbers[key] ?? keys.count
            if number == keys.count {
                numbers[key] = number
                keys.append(key)
                spanCounts.append(0)
                errorCounts.append(0)
                durations.append([])
            }
            spanCounts[number] += spans.spanCounts[index]
            errorCounts[number] += spans.errorCounts[index]
            let end = start + spans.durationCounts[index]
            durations[number] += spans.durations[start..<end]
            start = end
        }
    }

    func statistics(_ services: ServiceNumbers) -> [SpanStatistics] {
        var buckets = QuantileBuckets()
        return keys.enumerated().map { number, key in
            SpanStatistics(
                service: services.names[Int(key.service)],
                operation: key.operation,
                spanCount: spanCounts[number],
                errorCount: errorCounts[number],
                durations: durations[number].withUnsafeBufferPointer {
                    DurationQuantiles($0, &buckets)
                }
            )
        }
    }
}
