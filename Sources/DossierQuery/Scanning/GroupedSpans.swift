import DossierBlocks
import DossierColumns
import DossierStore

/// The spans of one block by group.
struct GroupedSpans: Sendable {
    private static let errorCode: UInt64 = 2

    /// What each group is: the number of the service, and the name.
    var keys: [SpanGroups.Key] = []
    var spanCounts: [Int] = []
    var errorCounts: [Int] = []
    /// The known durations of each group, one group after the other.
    var durations: [UInt64] = []
    var durationCounts: [Int] = []

    init(
        _ block: BlockInfo,
        by grouping: SpanGrouping,
        _ services: ServiceNumbers,
        in reader: StoreReader
    ) throws {
        var wanted: [ColumnID] = [
            .field(.startTime), .field(.endTime), .field(.statusCode), .field(.resource),
        ]
        if grouping == .operation { wanted.append(.field(.name)) }
        let columns = try reader.columns(wanted, of: .span, in: block)
        guard let starts = columns[0]?.words, let ends = columns[1]?.words,
            let codes = columns[2]?.words, let resources = columns[3]?.words
        else { return }
        let names = grouping == .operation ? columns[4] : nil
        let groups = number(resources.words, names, services)
        count(groups, codes)
        collect(groups, starts.words, ends.words)
    }

    /// The group of each row.
    private mutating func number(
        _ resources: [UInt64],
        _ names: StoredColumn?,
        _ services: ServiceNumbers
    ) -> [UInt32] {
        let nameCodes = names?.words.words
        var known: [UInt64: UInt32] = [:]
        var groups = [UInt32](repeating: 0, count: resources.count)
        var last: (resource: UInt64, name: UInt64, group: UInt32)?
        for row in resources.indices {
            let (resource, name) = (resources[row], nameCodes?[row] ?? 0)
            if let last, last.resource == resource, last.name == name {
                groups[row] = last.group
                continue
            }
            let service = services[resource]
            let group = known[UInt64(service) << 32 | name] ?? UInt32(keys.count)
            if group == keys.count {
                known[UInt64(service) << 32 | name] = group
                let text = names.map { Array($0.strings[UInt32(truncatingIfNeeded: name)]) }
                keys.append(SpanGroups.Key(service: service, operation: text))
            }
            last = (resource, name, group)
            groups[row] = group
        }
        return groups
    }

    private mutating func count(_ groups: [UInt32], _ codes: NarrowWords) {
        spanCounts = [Int](repeating: 0, count: keys.count)
        errorCounts = spanCounts
        for group in groups { spanCounts[Int(group)] &+= 1 }
        if let code = codes.constant {
            if code == Self.errorCode { errorCounts = spanCounts }
            return
        }
        for (group, code) in zip(groups, codes.words) where code == Self.errorCode {
            errorCounts[Int(group)] &+= 1
        }
    }

    private mutating func collect(_ groups: [UInt32], _ starts: [UInt64], _ ends: [UInt64]) {
        // Every span has a place, also if its duration turns out to be unknown.
        var next: [Int] = []
        var total = 0
        for count in spanCounts {
            next.append(total)
            total += count
        }
        let firsts = next
        var places = [UInt64](repeating: 0, count: total)
        for row in groups.indices {
            let (start, end) = (starts[row], ends[row])
            guard start &- 1 < UInt64(Int64.max), end >= start, end <= UInt64(Int64.max) else {
                continue
            }
            let group = Int(groups[row])
            places[next[group]] = end &- start
            next[group] &+= 1
        }
        durationCounts = zip(next, firsts).map { $0 - $1 }
        if durationCounts == spanCounts {
            durations = places
        } else {
            durations.reserveCapacity(total)
            for (first, end) in zip(firsts, next) { durations += places[first..<end] }
        }
    }
}
