internal import DossierColumns

/// The spans of all blocks by group.
struct SpanGroups {
    struct Key: Hashable, Sendable {
        let service: UInt32
        /// The name of the spans; nil if spans of all names are taken together.
        let operation: [UInt8]?
    }

    private let services: ServiceNumbers
    private var keys: [Key] = []
    private var spanCounts: [Int] = []
    private var errorCounts: [Int] = []
    /// The self times of each group together, in nanoseconds; empty if they were not asked for.
    private var selfTimes: [UInt64] = []
    /// Where the durations of each group start, one group after the other, and where they end.
    private var starts: [Int] = []
    private var durations: [UInt64] = []

    /// Puts the groups of blocks together, in the order of service and operation.
    ///
    /// `selfTimes` are those of the rows of each block, nil if they are not wanted.
    init(
        _ blocks: [GroupedSpans],
        _ services: ServiceNumbers,
        selfTimes: [[UInt64]]?
    ) throws {
        self.services = services
        var known: [Key: Int] = [:]
        for block in blocks {
            for key in block.keys where known[key] == nil {
                known[key] = keys.count
                keys.append(key)
            }
        }
        let numbers = order(known)
        let own = blocks.map { block in block.keys.map { numbers[$0] ?? 0 } }
        count(blocks, own)
        if let selfTimes {
            self.selfTimes = [UInt64](repeating: 0, count: keys.count)
            for (index, block) in blocks.enumerated() {
                block.addSelfTimes(selfTimes[index], to: &self.selfTimes, groups: own[index])
            }
        }
        try gather(blocks, own)
    }

    /// Renumbers the groups so that those of a service are adjacent.
    private mutating func order(_ known: [Key: Int]) -> [Key: Int] {
        keys.sort { one, other in
            guard one.service == other.service else {
                return isBefore(
                    services.names[Int(one.service)],
                    services.names[Int(other.service)]
                )
            }
            return isBefore(one.operation, other.operation)
        }
        return Dictionary(
            keys.enumerated().map { ($0.element, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private mutating func count(_ blocks: [GroupedSpans], _ own: [[Int]]) {
        spanCounts = [Int](repeating: 0, count: keys.count)
        errorCounts = spanCounts
        for (block, numbers) in zip(blocks, own) {
            for (index, number) in numbers.enumerated() {
                spanCounts[number] += block.spanCounts[index]
                errorCounts[number] += block.errorCounts[index]
            }
        }
    }

    /// Gathers the durations of all blocks by group.
    private mutating func gather(_ blocks: [GroupedSpans], _ own: [[Int]]) throws {
        starts = [0]
        for count in spanCounts { starts.append(starts[starts.count - 1] + count) }
        var next = starts
        let parts = zip(blocks, own).map { block, numbers in
            let first = numbers.map { next[$0] }
            for (index, number) in numbers.enumerated() { next[number] += block.spanCounts[index] }
            return (block: block, first: first)
        }
        let total = starts[starts.count - 1]
        durations = [UInt64](unsafeUninitializedCapacity: total) { target, initializedCount in
            let shared = SharedBuffer(target)
            _ = parallelMap(parts) { part in
                part.block.copyDurations(to: part.first, into: shared.buffer)
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
        return parallelMap(ranges) { groups.statistics($0.key, $0.groups) }
    }

    private func statistics(_ key: Key, _ groups: Range<Int>) -> SpanStatistics {
        let range = starts[groups.lowerBound]..<starts[groups.upperBound]
        return SpanStatistics(
            service: services.names[Int(key.service)],
            operation: key.operation,
            spanCount: spanCounts[groups].reduce(0, +),
            errorCount: errorCounts[groups].reduce(0, +),
            selfTime: selfTimes.isEmpty
                ? nil
                : selfTimes[groups].reduce(0) { sum, time in
                    sum.addingReportingOverflow(time).overflow ? .max : sum + time
                },
            durations: durations.withUnsafeBufferPointer {
                DurationQuantiles(UnsafeBufferPointer(rebasing: $0[range]))
            }
        )
    }
}

/// A buffer that several threads fill, each its own part.
private struct SharedBuffer: @unchecked Sendable {
    // No two blocks write to the same elements, and the caller waits for all of them.
    let buffer: UnsafeMutableBufferPointer<UInt64>

    init(_ buffer: UnsafeMutableBufferPointer<UInt64>) {
        self.buffer = buffer
    }
}

/// By bytes; nil comes last.
private func isBefore(_ left: [UInt8]?, _ right: [UInt8]?) -> Bool {
    guard let left else { return false }
    guard let right else { return true }
    return left.lexicographicallyPrecedes(right)
}
