package import DossierColumns
import DossierStore

/// Log records counted by pattern, service, level and time.
package struct LogCounts: Sendable {
    package struct Key: Hashable, Sendable {
        /// Its code in `patterns`.
        package let pattern: UInt32
        /// Its number in `services`.
        package let service: UInt32
        /// Nil if it is unknown.
        package let level: SeverityLevel?
    }

    /// The records that have a key.
    package struct Group: Sendable {
        package let key: Key
        package internal(set) var count: Int
        /// The first and the last known time in nanoseconds since the Unix epoch; nil if none is
        /// known.
        package internal(set) var times: ClosedRange<UInt64>?
        /// A record of the first time.
        package internal(set) var first: FoundLogRecord
    }

    /// What is counted apart besides service and level.
    package enum Detail: Hashable, Sendable {
        case patterns
        /// All have the empty pattern; bodies are not read.
        case levels
    }

    /// In the order in which they came.
    package private(set) var groups: [Group] = []
    package private(set) var patterns = StringTable()
    package let services: ServiceNumbers
    package let buckets: TimeBuckets
    /// By group and bucket.
    package private(set) var counts = SampledCounts(.spans)
    /// How many records are in a group but in no bucket.
    package private(set) var outsideCount = 0
    /// How many records are in no group, as there are more than the limits allow.
    package private(set) var omittedCount = 0

    private var numbers: [Key: UInt32] = [:]

    /// No more groups and bytes of patterns are told apart than these; records of further ones are
    /// omitted.
    package struct Limits: Sendable {
        package var groupCount = 1 << 18
        package var patternByteCount = 64 << 20

        package init() {}
    }

    /// - Complexity: O(log records that the scan looks at), over the columns of its condition, times,
    ///   resources, severities, and the templates of bodies.
    package init(
        _ scan: LogScan,
        by detail: Detail,
        in buckets: TimeBuckets,
        limits: Limits = Limits()
    ) throws {
        self.buckets = buckets
        let services = ServiceNumbers(
            try scan.reader.serviceNameBytes().map { $0.flatMap { $0.isEmpty ? nil : $0 } }
        )
        self.services = services
        try scan.forEachBlock { block, rows in
            try BlockLogCounts(rows, of: block, scan, by: detail, services, in: buckets)
        } _: { block in
            add(block, limits)
        }
        counts.compact()
    }

    private mutating func add(_ block: BlockLogCounts, _ limits: Limits) {
        let codes = codes(of: block, limits)
        let own: [UInt32?] = block.groups.map { group in
            guard let pattern = codes[Int(group.key.pattern)] else {
                omittedCount += group.count
                return nil
            }
            let key = Key(pattern: pattern, service: group.key.service, level: group.key.level)
            guard let number = numbers[key] else {
                guard groups.count < limits.groupCount else {
                    omittedCount += group.count
                    return nil
                }
                let number = UInt32(groups.count)
                numbers[key] = number
                groups.append(
                    Group(key: key, count: group.count, times: group.times, first: group.first)
                )
                return number
            }
            groups[Int(number)].add(group)
            return number
        }
        counts.add(block.cells, numbers: own)
        for (number, count) in zip(own, block.outsideCounts) where number != nil {
            outsideCount += count
        }
    }

    /// The codes here of the patterns that groups of a block have, by their codes there; nil for
    /// those beyond the limits.
    private mutating func codes(of block: BlockLogCounts, _ limits: Limits) -> [UInt32?] {
        var isUsed = [Bool](repeating: false, count: block.patterns.count)
        for group in block.groups { isUsed[Int(group.key.pattern)] = true }
        var codes = [UInt32?](repeating: nil, count: isUsed.count)
        for code in codes.indices where isUsed[code] {
            let pattern = Array(block.patterns[UInt32(code)])
            let hasRoom =
                patterns.byteCount < limits.patternByteCount && patterns.count < limits.groupCount
            codes[code] = hasRoom ? patterns.intern(pattern) : patterns.code(of: pattern)
        }
        return codes
    }
}

extension LogCounts.Group {
    /// Adds what was counted elsewhere.
    fileprivate mutating func add(_ other: Self) {
        count += other.count
        if let added = other.times {
            let known = times ?? added
            times =
                min(known.lowerBound, added.lowerBound)...max(known.upperBound, added.upperBound)
        }
        // An unknown time, 0, becomes the highest.
        if other.first.time &- 1 < first.time &- 1 { first = other.first }
    }
}
