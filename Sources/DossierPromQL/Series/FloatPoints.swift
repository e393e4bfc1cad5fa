/// The numbers of a series with their times, in the order of time.
///
/// Times that lie one step apart, as those of most results do, take no memory.
package struct FloatPoints: RandomAccessCollection, ExpressibleByArrayLiteral, Sendable {
    package typealias Element = (milliseconds: Int64, value: Double)

    private var values: [Double]
    private var start: Int64
    private var step: Int64
    /// All times, if they do not lie one step apart.
    private var times: [Int64] = []

    package init(_ points: [Element]) {
        values = []
        (start, step) = (0, 0)
        for point in points { append(point) }
    }

    package init(arrayLiteral points: Element...) {
        self.init(points)
    }

    /// The values that are not the stale marker, by step.
    init(_ values: [Double], on grid: StepGrid) {
        (start, step) = (grid.start, grid.step)
        let first = values.firstIndex { !$0.isStaleMarker } ?? values.count
        let end = values.lastIndex { !$0.isStaleMarker }.map { $0 + 1 } ?? first
        let gap = values[first..<end].firstIndex(where: \.isStaleMarker)
        guard gap != nil else {
            start = grid.time(first)
            self.values = end - first == values.count ? values : Array(values[first..<end])
            return
        }
        self.values = []
        self.values.reserveCapacity(end - first)
        times.reserveCapacity(end - first)
        for index in first..<end where !values[index].isStaleMarker {
            self.values.append(values[index])
            times.append(grid.time(index))
        }
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { values.count }

    package subscript(position: Int) -> Element {
        (
            times.isEmpty ? start &+ Int64(position) &* step : times[position],
            values[position]
        )
    }

    package mutating func append(_ point: Element) {
        switch values.count {
        case 0: start = point.milliseconds
        case 1: step = point.milliseconds &- start
        default:
            if times.isEmpty, point.milliseconds != start &+ Int64(values.count) &* step {
                times = values.indices.map { start &+ Int64($0) &* step }
            }
        }
        if !times.isEmpty { times.append(point.milliseconds) }
        values.append(point.value)
    }
}
