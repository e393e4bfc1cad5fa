import DossierBlocks
import DossierColumns
import DossierStore

/// The spans of one block by group: those of a service, or of a service and name.
struct GroupedSpans: Sendable {
    /// What each group is: the number of the service, and the name.
    private(set) var keys: [SpanGroups.Key] = []
    private(set) var spanCounts: [Int] = []
    private(set) var errorCounts: [Int] = []
    /// The group of each row; the highest number for a duplicate.
    private var rowGroups: [UInt32] = []
    private var hasDuplicates = false

    private let starts: NarrowWords
    private let ends: NarrowWords

    private static let noGroup = UInt32.max
    private static let errorCode: UInt64 = 2
    /// So many rows are looked at together that their columns stay in the processor's cache.
    private static let stepCount = 1024

    init(
        _ block: BlockInfo,
        by grouping: SpanGrouping,
        _ services: ServiceNumbers,
        except duplicates: [UInt32],
        in reader: StoreReader
    ) throws {
        var wanted: [ColumnID] = [
            .field(.startTime), .field(.endTime), .field(.statusCode), .field(.resource),
        ]
        if grouping == .operation { wanted.append(.field(.name)) }
        let columns = try reader.columns(wanted, of: .span, in: block).compactMap { $0 }
        guard columns.count == wanted.count else {
            (starts, ends) = (NarrowWords([]), NarrowWords([]))
            return
        }
        (starts, ends) = (columns[0].words, columns[1].words)
        var numbers = GroupNumbers(services, names: grouping == .operation ? columns[4] : nil)
        rowGroups = Self.groups(
            of: columns[3].words,
            names: grouping == .operation ? columns[4].words : nil,
            &numbers
        )
        keys = numbers.keys
        for row in duplicates where row < rowGroups.count { rowGroups[Int(row)] = Self.noGroup }
        hasDuplicates = !duplicates.isEmpty
        count(codes: columns[2].words)
    }

    private static func groups(
        of resources: NarrowWords,
        names: NarrowWords?,
        _ numbers: inout GroupNumbers
    ) -> [UInt32] {
        let rowCount = resources.count
        return [UInt32](unsafeUninitializedCapacity: rowCount) { groups, initializedCount in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * stepCount) { room in
                let own = UnsafeMutableBufferPointer(rebasing: room[..<stepCount])
                let named = UnsafeMutableBufferPointer(rebasing: room[stepCount...])
                if names == nil { named.update(repeating: 0) }
                for start in stride(from: 0, to: rowCount, by: stepCount) {
                    let rows = start..<min(rowCount, start + stepCount)
                    resources.copy(rows, into: own)
                    names?.copy(rows, into: named)
                    let target = UnsafeMutableBufferPointer(rebasing: groups[rows])
                    numbers.number(rows.count, resources: own, names: named, into: target)
                }
            }
            initializedCount = rowCount
        }
    }

    private mutating func count(codes: NarrowWords) {
        var spanCounts = [Int](repeating: 0, count: keys.count)
        var errorCounts = spanCounts
        spanCounts.withUnsafeMutableBufferPointer { counts in
            if hasDuplicates {
                for group in rowGroups where group != Self.noGroup { counts[Int(group)] &+= 1 }
            } else {
                for group in rowGroups { counts[Int(group)] &+= 1 }
            }
        }
        if codes.constant == Self.errorCode {
            errorCounts = spanCounts
        } else if codes.constant == nil {
            for (group, code) in zip(rowGroups, codes.words)
            where code == Self.errorCode && group != Self.noGroup {
                errorCounts[Int(group)] &+= 1
            }
        }
        (self.spanCounts, self.errorCounts) = (spanCounts, errorCounts)
    }

    /// Copies the durations of the rows to their groups, each group's from one index on; an
    /// unknown duration is the highest number.
    func copyDurations(to first: [Int], into target: UnsafeMutableBufferPointer<UInt64>) {
        var next = first
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * Self.stepCount) { room in
            let own = UnsafeMutableBufferPointer(rebasing: room[..<Self.stepCount])
            let ended = UnsafeMutableBufferPointer(rebasing: room[Self.stepCount...])
            for start in stride(from: 0, to: rowGroups.count, by: Self.stepCount) {
                let rows = start..<min(rowGroups.count, start + Self.stepCount)
                starts.copy(rows, into: own)
                ends.copy(rows, into: ended)
                next.withUnsafeMutableBufferPointer { next in
                    rowGroups.withUnsafeBufferPointer { groups in
                        for row in 0..<rows.count {
                            let group = Int(groups[start &+ row])
                            if group == Int(Self.noGroup) { continue }
                            target[next[group]] = Self.duration(own[row], ended[row])
                            next[group] &+= 1
                        }
                    }
                }
            }
        }
    }

    /// Adds the self times of the rows to their groups; an unknown one is the highest number.
    func addSelfTimes(_ times: [UInt64], to sums: inout [UInt64], groups numbers: [Int]) {
        for (group, time) in zip(rowGroups, times)
        where group != Self.noGroup && time != StoredSelfTimes.unknown {
            let number = numbers[Int(group)]
            let (sum, overflow) = sums[number].addingReportingOverflow(time)
            sums[number] = overflow ? .max : sum
        }
    }

    /// Neither time is 0 or above `Int64.max`, which is unknown.
    @inline(__always)
    private static func duration(_ start: UInt64, _ end: UInt64) -> UInt64 {
        start &- 1 < UInt64(Int64.max) && end >= start && end <= UInt64(Int64.max)
            ? end &- start : .max
    }
}

/// Numbers the pairs of service and name that the rows of a block have.
private struct GroupNumbers {
    private(set) var keys: [SpanGroups.Key] = []
    private let services: ServiceNumbers
    private let names: StringTable?
    /// The group of each pair, by number; empty if there are too many pairs.
    private var groups: [UInt32] = []
    private var sparseGroups: [UInt64: UInt32] = [:]

    /// Up to this many pairs have an element each.
    private static let denseCountMax = 1 << 18

    init(_ services: ServiceNumbers, names: StoredColumn?) {
        self.services = services
        self.names = names?.strings
        let pairCount = services.names.count * max(1, self.names?.count ?? 1)
        if pairCount <= Self.denseCountMax {
            groups = [UInt32](repeating: .max, count: pairCount)
        }
    }

    mutating func number(
        _ count: Int,
        resources: UnsafeMutableBufferPointer<UInt64>,
        names: UnsafeMutableBufferPointer<UInt64>,
        into target: UnsafeMutableBufferPointer<UInt32>
    ) {
        var last: (resource: UInt64, name: UInt64) = (.max, .max)
        var group: UInt32 = 0
        for row in 0..<count {
            let (resource, name) = (resources[row], names[row])
            if resource != last.resource || name != last.name {
                last = (resource, name)
                group = number(service: services[resource], name: name)
            }
            target[row] = group
        }
    }

    @inline(__always)
    private mutating func number(service: UInt32, name: UInt64) -> UInt32 {
        let pair = Int(name) &* services.names.count &+ Int(service)
        let known = groups.isEmpty ? sparseGroups[UInt64(pair)] ?? .max : groups[pair]
        return known != .max ? known : add(service: service, name: name, pair)
    }

    @inline(never)
    private mutating func add(service: UInt32, name: UInt64, _ pair: Int) -> UInt32 {
        let group = UInt32(keys.count)
        if groups.isEmpty { sparseGroups[UInt64(pair)] = group } else { groups[pair] = group }
        let text = names.map { Array($0[UInt32(truncatingIfNeeded: name)]) }
        keys.append(SpanGroups.Key(service: service, operation: text))
        return group
    }
}
