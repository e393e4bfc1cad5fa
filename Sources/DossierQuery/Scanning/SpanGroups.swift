internal import DossierColumns

/// The spans of all blocks by group.
struct SpanGroups {
    struct Key: Hashable, Sendable {
        let service: UInt32
        /// The name of the spans; nil if spans of all names are taken together.
        let operation: [UInt8]?
    }

    private let services: ServiceNumbers
    private var numbers: [Key: Int] = [:]
    private var keys: [Key] = []
    private var spanCounts: [Int] = []
    private var errorCounts: [Int] = []
    /// Where the durations of each group start, one group after the other, and where they end.
    private var starts: [Int] = []
    private var durations: [UInt64] = []

    /// Puts the groups of blocks together, in the order of service and operation.
    init(_ blocks: [GroupedSpans], _ services: ServiceNumbers) {
        self.services = services
        let own = blocks.map { block in block.keys.map { number($0, block) } }
        for (block, numbers) in zip(blocks, own) { count(block, numbers) }
        order(services)
        place(blocks)
    }

    private mutating func number(_ key: Key, _ block: GroupedSpans) -> Int {
        if let number = numbers[key] { return number }
        numbers[key] = keys.count
        keys.append(key)
        spanCounts.append(0)
        errorCounts.append(0)
        return keys.count - 1
    }

    private mutating func count(_ block: GroupedSpans, _ numbers: [Int]) {
        for (index, number) in numbers.enumerated() {
            spanCounts[number] += block.spanCounts[index]
            errorCounts[number] += block.errorCounts[index]
        }
    }

    /// Numbers the groups anew, so that those of a service lie together.
    private mutating func order(_ services: ServiceNumbers) {
        let order = keys.indices.sorted { left, right in
            let (one, other) = (keys[left], keys[right])
            guard one.service == other.service else {
                return isBefore(
                    services.names[Int(one.service)],
                    services.names[Int(other.service)]
                )
            }
            return isBefore(one.operation, other.operation)
        }
        keys = order.map { keys[$0] }
        spanCounts = order.map { spanCounts[$0] }
        errorCounts = order.map { errorCounts[$0] }
        for (number, key) in keys.enumerated() { numbers[key] = number }
    }

    /// Puts the durations of all blocks in the places of their groups.
    private mutating func place(_ blocks: [GroupedSpans]) {
        var counts = [Int](repeating: 0, count: keys.count)
        let own = blocks.map { block in block.keys.map { numbers[$0] ?? 0 } }
        for (block, numbers) in zip(blocks, own) {
            for group in block.durationGroups { counts[numbers[Int(group)]] &+= 1 }
        }
        starts = [0]
        for count in counts { starts.append(starts[starts.count - 1] + count) }
        var next = starts
        let total = starts[starts.count - 1]
        durations = [UInt64](unsafeUninitializedCapacity: total) { target, initializedCount in
            for (block, numbers) in zip(blocks, own) {
                block.durations.withUnsafeBufferPointer { durations in
                    for (index, group) in block.durationGroups.enumerated() {
                        let number = numbers[Int(group)]
                        target[next[number]] = durations[index]
                        next[number] &+= 1
                    }
                }
            }
            initializedCount = total
        }
    }

    /// The statistics of each group, and of each service if the groups are of operations, which
    /// come after it.
    func statistics() throws -> [SpanStatistics] {
        var ranges: [(key: Key, groups: Range<Int>)] = []
        var start = 0
        while start < keys.count {
            let service = keys[start].service
            let end = keys[start...].firstIndex { $0.service != service } ?? keys.count
            if keys[start].operation != nil {
                ranges.append((Key(service: service, operation: nil), start..<end))
            }
            for number in start..<end { ranges.append((keys[number], number..<(number + 1))) }
            start = end
        }
        let groups = self
        return try parallelMap(ranges) { groups.statistics($0.key, $0.groups) }
    }

    private func statistics(_ key: Key, _ groups: Range<Int>) -> SpanStatistics {
        var buckets = QuantileBuckets()
        let range = starts[groups.lowerBound]..<starts[groups.upperBound]
        return SpanStatistics(
            service: services.names[Int(key.service)],
            operation: key.operation,
            spanCount: spanCounts[groups].reduce(0, +),
            errorCount: errorCounts[groups].reduce(0, +),
            durations: durations.withUnsafeBufferPointer {
                DurationQuantiles(UnsafeBufferPointer(rebasing: $0[range]), &buckets)
            }
        )
    }
}

/// By bytes; nil comes last.
private func isBefore(_ left: [UInt8]?, _ right: [UInt8]?) -> Bool {
    guard let left else { return false }
    guard let right else { return true }
    return left.lexicographicallyPrecedes(right)
}
