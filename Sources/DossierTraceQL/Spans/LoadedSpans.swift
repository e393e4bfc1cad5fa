internal import DossierColumns
internal import DossierQuery
internal import DossierTraceQLSyntax

/// Spans of a source with the columns of a query's fields, each loaded on first use.
final class LoadedSpans {
    let source: any SpanSource
    private let fields: FieldTable
    private var columns: [FieldColumn?]
    private var numberedColumns: [Int: NumberedValues?] = [:]
    private var offsets: [SpanChild: [Int]] = [:]
    private var placed: SpanPlacement?
    private var timed: SpanTimes?
    private var serviced: SpanServices?
    private var filters: [Int: SpanCandidates] = [:]
    var groupCounter = GroupCounter()

    init(_ source: any SpanSource, _ fields: FieldTable) {
        self.source = source
        self.fields = fields
        columns = Array(repeating: nil, count: fields.fields.count)
    }

    func column(_ field: Int) throws -> FieldColumn {
        if let column = columns[field] { return column }
        let column = try source.column(of: fields.fields[field])
        columns[field] = column
        return column
    }

    /// The values of a field, numbered; nil if they are not those of the spans' rows alone.
    func numbered(_ field: Int) throws -> NumberedValues? {
        if let known = numberedColumns[field] { return known }
        var numbered: NumberedValues?
        if case .trace = fields.fields[field].origin {
            numbered = nil
        } else {
            numbered = NumberedValues(try column(field), rowCount: source.spanCount)
        }
        numberedColumns[field] = .some(numbered)
        return numbered
    }

    /// The events or links of a span, as rows of their own table.
    func children(_ child: SpanChild, of row: Int) throws -> Range<Int> {
        if offsets[child] == nil { offsets[child] = try source.childOffsets(child) }
        guard let starts = offsets[child], row + 1 < starts.count else { return 0..<0 }
        return starts[row]..<starts[row + 1]
    }

    func times() throws -> SpanTimes {
        if let timed { return timed }
        let times = try source.times()
        timed = times
        return times
    }

    func services() throws -> SpanServices {
        if let serviced { return serviced }
        let services = try source.services()
        serviced = services
        return services
    }

    func placement() throws -> SpanPlacement {
        if let placed { return placed }
        let placement = try source.placement()
        placed = placement
        return placement
    }

    func candidates(of filter: Int) throws -> SpanCandidates {
        if let known = filters[filter] { return known }
        let candidates = try source.candidates(of: filter)
        filters[filter] = candidates
        return candidates
    }
}

/// What `trace:id` is.
enum TraceName {
    case stored(TraceID)
    case given(String)
    case unknown

    var value: TraceQLValue {
        switch self {
        case .stored(let id): .text(ShortTraceID.text(of: id))
        case .given(let text): .text(text)
        case .unknown: .none
        }
    }
}

/// The spans of one trace, numbered by their start, with what only the whole trace tells.
final class TraceSpans {
    /// A span's place.
    struct Place {
        let spans: LoadedSpans
        let row: Int
        /// The number of the span in its trace.
        var span = 0
    }

    let parts: [(spans: LoadedSpans, rows: Range<Int>)]
    let id: TraceName
    /// By number; nil if there is one part, whose rows are in order.
    private let places: [Place]?
    let count: Int
    private var knownTree: SpanTree?
    private var knownRoot: (name: TraceQLValue, service: TraceQLValue)?
    private var knownDuration: Int64?

    init(id: TraceName, parts: [(spans: LoadedSpans, rows: Range<Int>)]) throws {
        self.id = id
        self.parts = parts
        count = parts.reduce(0) { $0 + $1.rows.count }
        guard parts.count > 1 else {
            places = nil
            return
        }
        var timed: [(start: UInt64, place: Place)] = []
        for (spans, rows) in parts {
            let starts = try spans.times().starts
            for row in rows { timed.append((starts[row] &- 1, Place(spans: spans, row: row))) }
        }
        let order = timed.indices.sorted { left, right in
            timed[left].start != timed[right].start
                ? timed[left].start < timed[right].start : left < right
        }
        places = order.enumerated().map { span, index in
            Place(spans: timed[index].place.spans, row: timed[index].place.row, span: span)
        }
    }

    @inline(__always)
    func place(_ span: Int) -> Place {
        if let places { return places[span] }
        return Place(spans: parts[0].spans, row: parts[0].rows.lowerBound + span, span: span)
    }

    /// What relates the spans, by number.
    func placement() throws -> SpanPlacement {
        guard places != nil else { return try parts[0].spans.placement().rows(parts[0].rows) }
        var all = SpanPlacement()
        for span in 0..<count {
            let place = place(span)
            all.append(place.row, of: try place.spans.placement())
        }
        return all
    }

    /// Those of `right` that stand in a relation to any of `left`; nil if the tree has to tell.
    func related(
        _ relation: SpanRelation,
        _ left: [Int],
        _ right: [Int]
    ) throws -> [Int]? {
        guard places == nil, knownTree == nil else { return nil }
        var chains = ParentChains(try parts[0].spans.placement(), parts[0].rows)
        return chains.related(relation, left, right)
    }

    func tree() throws -> SpanTree {
        if let knownTree { return knownTree }
        let tree = SpanTree(try placement())
        knownTree = tree
        return tree
    }

    /// From the first to the last known time of its spans; nil if none is known.
    func timeRange() throws -> ClosedRange<UInt64>? {
        var (first, last) = (UInt64.max, UInt64.min)
        for (spans, rows) in parts {
            let known = try spans.times()
            for times in [known.starts, known.ends] {
                // Neither 0 nor a number above Int64.max is a known time.
                for row in rows where times[row] &- 1 < UInt64(Int64.max) {
                    first = min(first, times[row])
                    last = max(last, times[row])
                }
            }
        }
        return first <= last ? first...last : nil
    }

    /// How many spans have an error.
    func errorCount() throws -> Int {
        var count = 0
        for (spans, rows) in parts {
            let statuses = try spans.times().statuses
            for row in rows where statuses[row] == 2 { count += 1 }
        }
        return count
    }

    func duration() throws -> Int64 {
        if let knownDuration { return knownDuration }
        let range = try timeRange()
        let duration = range.map { Int64(clamping: $0.upperBound - $0.lowerBound) } ?? 0
        knownDuration = duration
        return duration
    }

    /// What the last span without a parent is; empty texts if there is none.
    func root() throws -> (name: TraceQLValue, service: TraceQLValue) {
        if let knownRoot { return knownRoot }
        let root = try rootPlace()
        let values = (
            name: TraceQLValue.string(try root.map { try $0.spans.source.name(of: $0.row) } ?? []),
            service: TraceQLValue.string(
                try root.map { try $0.spans.services().name(of: $0.row) } ?? []
            )
        )
        knownRoot = values
        return values
    }

    private func rootPlace() throws -> Place? {
        guard parts.count > 1 else {
            let placement = try parts[0].spans.placement()
            let row = parts[0].rows.last { placement.isRoot($0) }
            return row.map { Place(spans: parts[0].spans, row: $0) }
        }
        for span in (0..<count).reversed() {
            let place = place(span)
            if try place.spans.placement().isRoot(place.row) { return place }
        }
        return nil
    }
}
