import DossierBlocks
import DossierColumns
import DossierStore

/// The log records of one block, counted.
struct BlockLogCounts: Sendable {
    /// How many records of a group are in a bucket.
    struct Cell: Sendable {
        let group: UInt32
        let bucket: UInt32
        var count: UInt32
    }

    /// Keys have codes of `patterns`.
    private(set) var groups: [LogCounts.Group] = []
    private(set) var patterns: StringTable
    /// In the order of groups and buckets.
    private(set) var cells: [Cell] = []
    /// By group, how many records are in no bucket.
    private(set) var outsideCounts: [Int] = []

    /// Takes the rows of a block that are to be counted.
    init(
        _ rows: [UInt32],
        of block: BlockInfo,
        _ scan: LogScan,
        by detail: LogCounts.Detail,
        _ services: ServiceNumbers,
        in buckets: TimeBuckets
    ) throws {
        let column = try scan.reader.columns([.field(.resource)], of: .logRecord, in: block)[0]
        let resources = column?.words.words ?? []
        let times = try scan.times(of: block)
        let levels = try scan.severities(of: block).map { GroupNumbers.levelCode(ofNumber: $0) }
        guard [resources.count, times.count, levels.count].allSatisfy({ $0 == block.rowCount })
        else { throw scan.reader.unknownShape(of: .logRecord, in: block) }
        let bodies = try detail == .patterns ? BodyPatterns(rows, of: block, scan) : nil
        var noBodies = StringTable()
        if bodies == nil { _ = noBodies.intern([]) }
        patterns = bodies?.texts ?? noBodies
        var numbers = GroupNumbers(patternCount: patterns.count, services)
        var places: [UInt64] = []
        places.reserveCapacity(rows.count)
        for row in rows.lazy.map({ Int($0) }) {
            let number = numbers.number(
                pattern: bodies?.numbers[row] ?? 0,
                service: services[resources[row]],
                level: levels[row]
            )
            // Beyond Int64.max it is unknown, like 0.
            let time = times[row] <= UInt64(Int64.max) ? times[row] : 0
            if Int(number) == groups.count {
                outsideCounts.append(0)
                groups.append(
                    LogCounts.Group(
                        key: numbers.keys[Int(number)],
                        count: 0,
                        times: nil,
                        first: FoundLogRecord(
                            block: block.id,
                            row: UInt32(row),
                            time: time,
                            mention: nil
                        )
                    )
                )
            }
            groups[Int(number)].add(row, time)
            if let bucket = buckets.index(of: time), time != 0 {
                places.append(UInt64(number) << 32 | UInt64(bucket))
            } else {
                outsideCounts[Int(number)] += 1
            }
        }
        addCells(places, bucketCount: buckets.count)
    }

    /// Up to this many counts are had for each place.
    private static let countsToPlace = 8

    /// Counts places, each of which is a group and a bucket.
    private mutating func addCells(_ places: [UInt64], bucketCount: Int) {
        let (count, isOver) = groups.count.multipliedReportingOverflow(by: bucketCount)
        if isOver || count > places.count * Self.countsToPlace {
            for place in places.sorted() { add(1, at: place) }
            return
        }
        var counts = [UInt32](repeating: 0, count: count)
        for place in places {
            counts[Int(place >> 32) * bucketCount + Int(UInt32(truncatingIfNeeded: place))] += 1
        }
        for group in groups.indices {
            for bucket in 0..<bucketCount {
                let count = counts[group * bucketCount + bucket]
                if count > 0 { add(count, at: UInt64(group) << 32 | UInt64(bucket)) }
            }
        }
    }

    /// Places come in their order.
    private mutating func add(_ count: UInt32, at place: UInt64) {
        let (group, bucket) = (UInt32(place >> 32), UInt32(truncatingIfNeeded: place))
        if let last = cells.last, last.group == group, last.bucket == bucket {
            cells[cells.count - 1].count += count
        } else {
            cells.append(Cell(group: group, bucket: bucket, count: count))
        }
    }
}

extension LogCounts.Group {
    /// Counts a record of the same block; an unknown time is 0.
    @inline(__always)
    fileprivate mutating func add(_ row: Int, _ time: UInt64) {
        count += 1
        guard time != 0 else { return }
        guard let known = times else {
            times = time...time
            first = FoundLogRecord(block: first.block, row: UInt32(row), time: time, mention: nil)
            return
        }
        if time < known.lowerBound {
            times = time...known.upperBound
            first = FoundLogRecord(block: first.block, row: UInt32(row), time: time, mention: nil)
        } else if time > known.upperBound {
            times = known.lowerBound...time
        }
    }
}

/// Numbers what log records of a block are counted by.
private struct GroupNumbers {
    private(set) var keys: [LogCounts.Key] = []
    private let serviceCount: Int
    /// The numbers of combinations, plus one; empty if there may be too many.
    private var packed: [UInt32]
    private var numbers: [UInt64: UInt32] = [:]

    /// Up to this many combinations have an element each.
    private static let packedCountMax = 1 << 18
    private static let levels: [SeverityLevel?] = [nil] + SeverityLevel.allCases

    init(patternCount: Int, _ services: ServiceNumbers) {
        serviceCount = services.names.count
        let count = patternCount * serviceCount * Self.levels.count
        packed = [UInt32](repeating: 0, count: count <= Self.packedCountMax ? count : 0)
    }

    /// 0 for an unknown level, otherwise one more than its place among all.
    static func levelCode(ofNumber number: Int64) -> UInt8 {
        1...24 ~= number ? UInt8(truncatingIfNeeded: (number + 3) / 4) : 0
    }

    @inline(__always)
    mutating func number(pattern: UInt32, service: UInt32, level: UInt8) -> UInt32 {
        let place =
            (Int(pattern) &* serviceCount &+ Int(service)) &* Self.levels.count &+ Int(level)
        if packed.isEmpty {
            if let known = numbers[UInt64(place)] { return known }
        } else if packed[place] != 0 {
            return packed[place] &- 1
        }
        let number = UInt32(keys.count)
        keys.append(
            LogCounts.Key(pattern: pattern, service: service, level: Self.levels[Int(level)])
        )
        if packed.isEmpty { numbers[UInt64(place)] = number } else { packed[place] = number + 1 }
        return number
    }
}
