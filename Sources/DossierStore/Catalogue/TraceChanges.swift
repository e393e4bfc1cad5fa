import DossierColumns

/// What a commit adds to the table `trace`: for every trace of a batch the spans, errors and
/// records it got, its times, its root, and where its rows are.
struct TraceChanges: Sendable {
    struct Change: Sendable {
        var spanTimes = KnownTimes()
        /// Of log records and exemplars.
        var otherTimes = KnownTimes()
        var spanCount: Int64 = 0
        var errorCount: Int64 = 0
        var logCount: Int64 = 0
        /// The earliest span without a parent.
        var root: RootSpan?
        /// Positions in `runs`, -1 for none.
        fileprivate var firstRun: Int32 = -1
        fileprivate var lastRun: Int32 = -1
    }

    struct RootSpan: Sendable {
        /// Above every known time if it is unknown.
        var start: UInt64
        var number: UInt32
    }

    private struct Run: Sendable {
        var location: TraceLocation
        var next: Int32
    }

    var changes: [Change]
    private var runs: [Run] = []

    init(traceCount: Int) {
        changes = Array(repeating: Change(), count: traceCount)
    }

    /// The traces that got rows.
    ///
    /// Others only occur in span links.
    var touched: [UInt32] { (0..<UInt32(changes.count)).filter { isTouched($0) } }

    func isTouched(_ trace: UInt32) -> Bool { changes[Int(trace)].firstRun >= 0 }

    /// Makes room for more traces.
    mutating func grow(to traceCount: Int) {
        while changes.count < traceCount { changes.append(Change()) }
    }

    /// Notes where rows of a block are; `words` are their trace words in stored order, `spanIDs` says
    /// what is known of the ids of a run of spans.
    ///
    /// Returns the runs of rows with the same trace.
    mutating func addRuns(
        block: UInt32,
        table: Table,
        words: [UInt64],
        spanIDs: (_ trace: Int, _ rows: Range<Int>) -> SpanIDKnowledge = { _, _ in .none }
    ) -> [(trace: Int, rows: Range<Int>)] {
        var found: [(trace: Int, rows: Range<Int>)] = []
        var row = 0
        while row < words.count {
            let word = words[row]
            var end = row + 1
            while end < words.count, words[end] == word { end += 1 }
            if word != noTrace {
                addRun(
                    TraceLocation(
                        block: block,
                        table: table,
                        firstRow: row,
                        rowCount: end - row,
                        spanIDs: spanIDs(Int(word), row..<end)
                    ),
                    to: Int(word)
                )
                found.append((Int(word), row..<end))
            }
            row = end
        }
        return found
    }

    private mutating func addRun(_ location: TraceLocation, to trace: Int) {
        let number = Int32(runs.count)
        runs.append(Run(location: location, next: -1))
        if changes[trace].firstRun < 0 {
            changes[trace].firstRun = number
        } else {
            runs[Int(changes[trace].lastRun)].next = number
        }
        changes[trace].lastRun = number
    }

    /// Where the rows of a trace are, in the order of blocks.
    func locations(of trace: UInt32) -> [TraceLocation] {
        var locations: [TraceLocation] = []
        var number = changes[Int(trace)].firstRun
        while number >= 0 {
            locations.append(runs[Int(number)].location)
            number = runs[Int(number)].next
        }
        return locations
    }
}

/// The columns of spans that traces are derived from, in stored order.
struct SpanFacts {
    let starts: [UInt64]
    let ends: [UInt64]
    let statusCodes: [UInt64]
    let parentSpanIDs: [UInt64]
    /// The rows whose parent id is kept as text.
    let hasParentText: Set<Int>

    /// The code of a status that means an error.
    private static let errorStatus: UInt64 = 2

    /// What a run of spans of one trace adds to it, and the row that is its root, if one is: the
    /// first of the earliest spans without a parent.
    ///
    /// The root's number is still to be set.
    func change(of rows: Range<Int>) -> (change: TraceChanges.Change, rootRow: Int?) {
        var change = TraceChanges.Change()
        var rootRow: Int?
        change.spanCount = Int64(rows.count)
        for row in rows {
            change.spanTimes.add(starts[row])
            change.spanTimes.add(ends[row])
            if statusCodes[row] == Self.errorStatus { change.errorCount += 1 }
            guard parentSpanIDs[row] == 0, !hasParentText.contains(row) else { continue }
            let start = KnownTimes.isKnown(starts[row]) ? starts[row] : .max
            if rootRow == nil || start < change.root?.start ?? .max {
                rootRow = row
                change.root = TraceChanges.RootSpan(start: start, number: 0)
            }
        }
        return (change, rootRow)
    }
}

extension TableBatch {
    /// The spans whose parent id is kept as text.
    func rowsWithParentText() -> Set<Int> {
        var rows: Set<Int> = []
        for (number, slot) in slots.enumerated()
        where number < shapes.slots.count && shapes.slots[number].field == .parentSpanIDText {
            rows.formUnion(slot.rows.map { Int($0) })
        }
        return rows
    }
}

extension TraceChanges.Change {
    /// Adds what rows stored later add to the same trace.
    mutating func add(_ other: TraceChanges.Change) {
        if let range = other.spanTimes.range { spanTimes.add(range) }
        if let range = other.otherTimes.range { otherTimes.add(range) }
        spanCount += other.spanCount
        errorCount += other.errorCount
        logCount += other.logCount
        if other.isRootEarlier(than: root) { root = other.root }
    }

    /// Whether this has a root, and it comes before another.
    func isRootEarlier(than other: TraceChanges.RootSpan?) -> Bool {
        guard let root else { return false }
        return other.map { root.start < $0.start } ?? true
    }
}

/// The range of the times that are known.
struct KnownTimes: Equatable, Sendable {
    private(set) var first = UInt64.max
    private(set) var last = UInt64.min

    /// 0 is unknown, and what is above `Int64.max` can't be indexed.
    static func isKnown(_ time: UInt64) -> Bool { time != 0 && time <= UInt64(Int64.max) }

    var range: ClosedRange<UInt64>? { first <= last ? first...last : nil }

    mutating func add(_ time: UInt64) {
        guard Self.isKnown(time) else { return }
        first = min(first, time)
        last = max(last, time)
    }

    mutating func add(_ range: ClosedRange<UInt64>) {
        add(range.lowerBound)
        add(range.upperBound)
    }
}
