import DossierColumns
import DossierStore

/// From the first to the last known time; nil if there is none.
struct TimeSpan: Sendable {
    private(set) var range: ClosedRange<UInt64>?

    /// Takes nanoseconds since the Unix epoch; 0 and those above `Int64.max` are unknown.
    @inline(__always)
    mutating func add(_ time: UInt64) {
        guard time &- 1 < UInt64(Int64.max) else { return }
        guard let known = range else {
            range = time...time
            return
        }
        if time < known.lowerBound {
            range = time...known.upperBound
        } else if time > known.upperBound {
            range = known.lowerBound...time
        }
    }

    mutating func add(_ other: TimeSpan) {
        guard let other = other.range else { return }
        add(other.lowerBound)
        add(other.upperBound)
    }
}

/// A series that has a value.
struct FoundSeries: Sendable {
    let id: UInt32
    /// The trace whose id it has as a label.
    let trace: TraceID?
}

/// What was found of a value in one place of one block, or of one group of blocks.
struct FoundRows: Sendable {
    let place: ValuePlace
    var types: ValueTypes = []
    var rowCount = 0
    var pointCount = 0
    var times = TimeSpan()
    /// The traces of the rows, each with the last time of its rows; neighbours differ.
    var traces: [(id: TraceID, lastTime: UInt64)] = []
    /// Log records without a trace.
    var unowned: (block: BlockInfo, rows: RowBits)?
    /// The series that have it.
    var series: [FoundSeries] = []

    init(_ place: ValuePlace) { self.place = place }

    mutating func add(_ trace: TraceID, at time: UInt64) {
        if let last = traces.last, last.id == trace {
            traces[traces.count - 1].lastTime = max(last.lastTime, time)
        } else {
            traces.append((trace, time))
        }
    }
}

/// The traces and times of all rows of a block's table.
struct TableRows {
    let traces: (ids: [TraceID], numbers: [UInt64])
    let times: [UInt64]

    init(of table: Table, in columns: BlockColumns) throws {
        traces = try columns.rowTraces(of: table)
        times = try columns.rowTimes(of: table)
    }
}

extension FoundRows {
    /// Counts rows of a block, with their times and traces; series are only taken down.
    init(
        _ place: ValuePlace,
        _ rows: PlaceRows,
        of all: TableRows,
        in columns: BlockColumns,
        window: Range<UInt64>?
    ) {
        self.init(place)
        types = rows.types
        let table = place.table
        let (ids, numbers) = all.traces
        let trace = { (row: Int) in
            numbers[row] < UInt64(ids.count) ? ids[Int(numbers[row])] : nil
        }
        guard table != .series else {
            let first = UInt32(truncatingIfNeeded: columns.block.firstRow)
            rows.rows.forEachRow { row in
                series.append(FoundSeries(id: first &+ UInt32(row), trace: trace(row)))
            }
            return
        }
        let times = all.times
        var others = RowBits(rowCount: rows.rows.rowCount)
        rows.rows.forEachRow { row in
            let time = times[row]
            if let window, time == 0 || !window.contains(time) { return }
            rowCount += 1
            self.times.add(time)
            if let id = trace(row) {
                add(id, at: time)
            } else if table == .logRecord {
                others.insert(row)
            }
        }
        if !others.isEmpty { unowned = (columns.block, others) }
    }
}

extension BlockColumns {
    /// When the rows of a table were: of links when their spans started; empty for series.
    func rowTimes(of table: Table) throws -> [UInt64] {
        switch table {
        case .span: return try words(.startTime, of: .span)
        case .spanEvent, .exemplar: return try words(.time, of: table)
        case .logRecord:
            var times = try words(.time, of: .logRecord)
            guard times.contains(0) else { return times }
            let observed = try words(.observedTime, of: .logRecord)
            for row in times.indices where times[row] == 0 { times[row] = observed[row] }
            return times
        case .spanLink:
            let starts = try words(.startTime, of: .span)
            return try words(.parentRow, of: .spanLink).map { parent in
                parent < UInt64(starts.count) ? starts[Int(parent)] : 0
            }
        case .series, .dataPoint: return []
        }
    }

    /// The traces that rows of a table belong to, as `traces(of:)` gives them; of events and links
    /// those of their spans.
    func rowTraces(of table: Table) throws -> (ids: [TraceID], numbers: [UInt64]) {
        guard table == .spanEvent || table == .spanLink else { return try traces(of: table) }
        let (ids, numbers) = try traces(of: .span)
        let parents = try words(.parentRow, of: table)
        return (ids, parents.map { $0 < UInt64(numbers.count) ? numbers[Int($0)] : noTrace })
    }
}
