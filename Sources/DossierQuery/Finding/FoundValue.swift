package import DossierColumns
import DossierStore

/// Everywhere that a value occurs in a store.
package struct FoundValue: Sendable {
    /// In the order of the tables, the most rows first.
    package let places: [FoundPlace]
    /// How many traces have the value.
    package let traceCount: Int
    /// The first of them: those in which it occurs last, by the time of their last row with it.
    package let traces: [TraceID]
    /// From the first to the last known time of the rows; nil if there is none.
    package let timeRange: ClosedRange<UInt64>?
}

/// A place in which a value occurs.
package struct FoundPlace: Sendable {
    package let place: ValuePlace
    package let types: ValueTypes
    /// Rows that have it there; of series the series, and of resources and scopes the rows that refer
    /// to them.
    package let rowCount: Int
    /// The data points of the series; 0 in other tables.
    package let pointCount: Int
    /// How many traces have such rows.
    package let traceCount: Int
    /// From the first to the last known time of the rows; nil if there is none.
    package let timeRange: ClosedRange<UInt64>?
}

/// Adds up what the blocks have of a value.
struct FoundTotals {
    private struct Place {
        var types: ValueTypes = []
        var rowCount = 0
        var pointCount = 0
        var times = TimeSpan()
        var traces = TraceBits()
    }

    /// A set of traces by their numbers.
    private struct TraceBits {
        private var words: [UInt64] = []

        mutating func insert(_ number: UInt32) {
            let index = Int(number >> 6)
            if index >= words.count {
                words += [UInt64](repeating: 0, count: index - words.count + 1)
            }
            words[index] |= 1 << UInt64(number & 63)
        }

        var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
    }

    private var traces = TraceTable()
    /// By the number of the trace.
    private var lastTimes: [UInt64] = []
    private var places: [ValuePlace: Place] = [:]
    /// The series that have the value, by place.
    private(set) var series: [ValuePlace: [FoundSeries]] = [:]
    /// Log records without a trace that have the value, by place and block.
    private(set) var unowned: [ValuePlace: [UInt32: RowBits]] = [:]
    private(set) var unownedBlocks: [UInt32: BlockColumns] = [:]

    var isEmpty: Bool { places.isEmpty }

    mutating func add(_ found: FoundRows, _ catalogue: PredicateCatalogue) {
        guard
            found.rowCount > 0 || found.pointCount > 0 || !found.traces.isEmpty
                || !found.series.isEmpty
        else { return }
        var place = places.removeValue(forKey: found.place) ?? Place()
        place.types.formUnion(found.types)
        place.rowCount += found.rowCount
        place.pointCount += found.pointCount
        place.times.add(found.times)
        for (id, time) in found.traces {
            let number = traces.intern(id)
            place.traces.insert(number)
            if number < lastTimes.count {
                lastTimes[Int(number)] = max(lastTimes[Int(number)], time)
            } else {
                lastTimes.append(time)
            }
        }
        places[found.place] = place
        if !found.series.isEmpty { series[found.place, default: []] += found.series }
        if let (block, rows) = found.unowned {
            unowned[found.place, default: [:]][block.id] = rows
            unownedBlocks[block.id] = BlockColumns(block, catalogue)
        }
    }

    /// What was found; the first traces, as many as `limit`.
    func result(limit: Int) -> FoundValue {
        let found = places.filter { $0.value.rowCount > 0 || $0.value.traces.count > 0 }.map {
            place,
            total in
            FoundPlace(
                place: place,
                types: total.types,
                rowCount: total.rowCount,
                pointCount: total.pointCount,
                traceCount: total.traces.count,
                timeRange: total.times.range
            )
        }
        var times = TimeSpan()
        for place in places.values { times.add(place.times) }
        return FoundValue(
            places: found.sorted { $0.precedes($1) },
            traceCount: traces.count,
            traces: lastTraces(limit),
            timeRange: times.range
        )
    }

    private func lastTraces(_ limit: Int) -> [TraceID] {
        let limit = min(max(0, limit), lastTimes.count)
        let precedes = { (left: Int, right: Int) in
            (lastTimes[right], traces.ids[left]) < (lastTimes[left], traces.ids[right])
        }
        var first: [Int] = []
        for number in lastTimes.indices {
            first.append(number)
            if first.count > 4 * limit + 64 {
                first.sort(by: precedes)
                first.removeLast(first.count - limit)
            }
        }
        return first.sorted(by: precedes).prefix(limit).map { traces.ids[$0] }
    }
}

extension FoundPlace {
    fileprivate func precedes(_ other: FoundPlace) -> Bool {
        if place.table != other.place.table {
            return place.table.rawValue < other.place.table.rawValue
        }
        if rowCount != other.rowCount { return rowCount > other.rowCount }
        return place.order.lexicographicallyPrecedes(other.place.order)
    }
}

extension ValuePlace {
    /// What places are in the order of, besides their counts.
    fileprivate var order: [UInt8] {
        let (rank, name): (UInt8, [UInt8]) =
            switch element {
            case .resourceAttribute(let key): (0, key)
            case .scopeAttribute(let key): (1, key)
            case .scopeName: (2, [])
            case .scopeVersion: (3, [])
            case .metricName: (4, [])
            case .field(let field): (5, [field.rawValue])
            case .attribute(let key): (6, key)
            case .mention: (7, [])
            }
        return [rank] + name + [0] + path
    }
}
