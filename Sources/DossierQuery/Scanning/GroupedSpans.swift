import DossierBlocks
import DossierColumns
import DossierStore

/// The spans of one block by group: those of a service, or of a service and name.
struct GroupedSpans: Sendable {
    /// What each group is: the number of the service, and the name.
    private(set) var keys: [SpanGroups.Key] = []
    private(set) var spanCounts: [Int] = []
    private(set) var errorCounts: [Int] = []
    /// The known durations, in the order of the rows, and the group of each.
    private(set) var durations: [UInt64] = []
    private(set) var durationGroups: [UInt32] = []

    private static let errorCode: UInt64 = 2
    /// So many rows are looked at together that their columns stay in the processor's cache.
    private static let stepCount = 1024

    private let services: ServiceNumbers
    private let names: StoredColumn?
    /// The group of each pair of service and name, by number; empty if there are too many pairs.
    private var groups: [UInt32] = []
    private var sparseGroups: [UInt64: UInt32] = [:]

    /// At most so many pairs have a place each.
    private static let denseCountMax = 1 << 18

    init(
        _ block: BlockInfo,
        by grouping: SpanGrouping,
        _ services: ServiceNumbers,
        in reader: StoreReader
    ) throws {
        self.services = services
        var wanted: [ColumnID] = [
            .field(.startTime), .field(.endTime), .field(.statusCode), .field(.resource),
        ]
        if grouping == .operation { wanted.append(.field(.name)) }
        let columns = try reader.columns(wanted, of: .span, in: block)
        names = grouping == .operation ? columns[4] : nil
        guard let starts = columns[0]?.words, let ends = columns[1]?.words,
            let codes = columns[2]?.words, let resources = columns[3]?.words
        else { return }
        let pairCount = services.names.count * max(1, names?.strings.count ?? 1)
        if pairCount <= Self.denseCountMax {
            groups = [UInt32](repeating: .max, count: pairCount)
        }
        durations.reserveCapacity(block.rowCount)
        durationGroups.reserveCapacity(block.rowCount)
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 5 * Self.stepCount) { room in
            func column(_ number: Int) -> UnsafeMutableBufferPointer<UInt64> {
                let start = number * Self.stepCount
                return UnsafeMutableBufferPointer(rebasing: room[start..<(start + Self.stepCount)])
            }
            for start in stride(from: 0, to: block.rowCount, by: Self.stepCount) {
                let rows = start..<min(block.rowCount, start + Self.stepCount)
                starts.copy(rows, into: column(0))
                ends.copy(rows, into: column(1))
                codes.copy(rows, into: column(2))
                resources.copy(rows, into: column(3))
                names?.words.copy(rows, into: column(4))
                add(
                    rows.count,
                    resources: column(3),
                    names: names == nil ? nil : column(4),
                    codes: column(2)
                )
                time(rows.count, starts: column(0), ends: column(1), groups: column(3))
            }
        }
    }

    /// Counts rows, and puts the group of each in the place of its resource.
    private mutating func add(
        _ count: Int,
        resources: UnsafeMutableBufferPointer<UInt64>,
        names: UnsafeMutableBufferPointer<UInt64>?,
        codes: UnsafeMutableBufferPointer<UInt64>
    ) {
        var last: (resource: UInt64, name: UInt64) = (.max, .max)
        var group: UInt32 = 0
        for row in 0..<count {
            let name = names?[row] ?? 0
            if resources[row] != last.resource || name != last.name {
                last = (resources[row], name)
                group = number(service: services[resources[row]], name: name)
            }
            resources[row] = UInt64(group)
            spanCounts[Int(group)] &+= 1
            if codes[row] == Self.errorCode { errorCounts[Int(group)] &+= 1 }
        }
    }

    private mutating func number(service: UInt32, name: UInt64) -> UInt32 {
        let pair = Int(name) * services.names.count + Int(service)
        let known = groups.isEmpty ? sparseGroups[UInt64(pair)] ?? .max : groups[pair]
        guard known == .max else { return known }
        let group = UInt32(keys.count)
        if groups.isEmpty { sparseGroups[UInt64(pair)] = group } else { groups[pair] = group }
        let text = names.map { Array($0.strings[UInt32(truncatingIfNeeded: name)]) }
        keys.append(SpanGroups.Key(service: service, operation: text))
        spanCounts.append(0)
        errorCounts.append(0)
        return group
    }

    private mutating func time(
        _ count: Int,
        starts: UnsafeMutableBufferPointer<UInt64>,
        ends: UnsafeMutableBufferPointer<UInt64>,
        groups: UnsafeMutableBufferPointer<UInt64>
    ) {
        for row in 0..<count {
            let (start, end) = (starts[row], ends[row])
            // Neither is 0 or above Int64.max, which is unknown.
            guard start &- 1 < UInt64(Int64.max), end >= start, end <= UInt64(Int64.max) else {
                continue
            }
            durations.append(end &- start)
            durationGroups.append(UInt32(truncatingIfNeeded: groups[row]))
        }
    }
}
