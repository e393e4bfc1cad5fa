internal import Dossier

/// A correlated trace as a tree of text, with log records and metrics where they belong.
///
/// ```
///     OFFSET   DURATION  SPAN
///      +0 ns    12.3 ms  shop  GET /cart (server)  http.route=/cart
///   +1.20 ms    8.10 ms  └─ stock  SELECT items (client)  db.system=mysql
///   +1.31 ms       WARN     slow query
/// ```
///
/// It makes some lines at a time, so that the longest trace takes no more memory than it has, and
/// works without recursion.
struct TraceRendering {
    let trace: CorrelatedTrace
    let layout: TextLayout
    let bar: TimelineBar
    /// The time of the trace; nil if it is unknown.
    let window: ClosedRange<UInt64>?
    let options: TraceViewOptions
    /// The links from other traces, by the span that they lead to.
    let incomingLinks: [SpanID?: [IncomingLink]]
    /// What tells like spans apart.
    let differing: DifferingAttributes
    /// The critical path, if it is wanted.
    let criticalPath: CriticalPath?
    /// The first span with each id, at which these are shown.
    private let firstSpans: [SpanID?: Int]

    /// Columns of the offset and of the duration, which everything else stands to the right of.
    static let timeColumns = 11
    /// From this width on, lines have a bar.
    private static let barLayoutColumnsMin = 100

    init(_ trace: CorrelatedTrace, layout: TextLayout, _ options: TraceViewOptions = .init()) {
        self.trace = trace
        self.options = options
        self.layout = layout
        differing = DifferingAttributes(options.attributes ? [] : trace.spans)
        criticalPath =
            options.criticalPath
            ? CriticalPath(of: trace.spans, in: TraceTree(trace.spans)) : nil
        incomingLinks = Dictionary(grouping: trace.incomingLinks, by: \.targetSpanID)
        firstSpans =
            trace.incomingLinks.isEmpty
            ? [:]
            : Dictionary(
                trace.spans.enumerated().map { ($0.element.id, $0.offset) },
                uniquingKeysWith: { first, _ in first }
            )
        if let start = trace.summary.startTime, let end = trace.summary.endTime, start <= end {
            window = start.storedNanoseconds...end.storedNanoseconds
        } else {
            window = nil
        }
        let hasBar = layout.columns.map { $0 >= Self.barLayoutColumnsMin } ?? false
        bar = TimelineBar(columns: hasBar ? min(40, layout.limit / 6) : 0, window: window)
    }

    /// Writes the trace, line by line.
    func write(to line: (String) throws -> Void) throws {
        func write(_ styled: StyledLine) throws {
            try line(styled.text(isColored: layout.isColored))
        }
        let outline = TraceOutline(trace.spans, options)
        let logRecords = LogRecordsBySpan(trace, in: outline.nodes)
        try writeHead(write)
        try writeSpans(outline, logRecords, to: line)
        try writeCriticalPath(write)
        try writeStrayLinks(write)
        try writeStrayLogRecords(logRecords.strays, write)
        try TraceMetricsRendering(self).write(to: write)
    }

    /// Whether no span with the same id comes before.
    func isFirst(_ span: Int) -> Bool { firstSpans[trace.spans[span].id] == span }

    // MARK: The head

    private func writeHead(_ write: (StyledLine) throws -> Void) rethrows {
        var title = newLine()
        title.append("trace \(trace.id.hex)", .strong)
        try write(title)

        var what = newLine()
        what.append("  ")
        if let service = trace.summary.rootService { what.append(service, .source) }
        if let name = trace.summary.rootName { what.appendWord(name, gap: 2) }
        if trace.summary.isIncomplete { what.appendWord("[incomplete: no root span]", .warning) }
        if what.columns > 2 { try write(what) }

        var when = newLine()
        when.append("  ")
        if let window {
            when.append(UnixTime(window.lowerBound).rfc3339())
            let length = window.upperBound - window.lowerBound
            when.append(", \(Nanoseconds(length).text)", .plain)
        } else {
            when.append("unknown time")
        }
        try write(when)

        let errors = trace.summary.errorCount
        let services = serviceCount
        var counts = newLine()
        counts.append("  " + CountText.counted(trace.spans.count, "span"))
        if errors > 0 { counts.append(" (\(CountText.counted(errors, "error")))", .failure) }
        if services > 0 { counts.append(" in \(CountText.counted(services, "service"))") }
        if trace.duplicateSpanCount > 0 {
            let duplicates = CountText.grouped(trace.duplicateSpanCount)
            counts.append(" (\(duplicates) came again)", .warning)
        }
        counts.append(", " + CountText.counted(trace.logRecords.count, "log record"))
        let mentions = trace.logRecords.count { $0.mention != nil }
        if mentions > 0 {
            counts.append(" (\(CountText.grouped(mentions)) found by attribute or body)", .warning)
        }
        let series = CountText.counted(trace.metrics.count, "metric series", "metric series")
        counts.append(", " + series)
        if !trace.incomingLinks.isEmpty {
            let links = CountText.counted(trace.incomingLinks.count, "link")
            counts.append(", \(links) from other traces")
        }
        try write(counts)
    }

    private var serviceCount: Int {
        var services: Set<String> = []
        var last: String?
        for span in trace.spans {
            let service = span.resource.serviceName
            if let service, service != last { services.insert(service) }
            last = service
        }
        return services.count
    }

    // MARK: Parts of lines

    func newLine() -> StyledLine {
        StyledLine(limit: layout.limit)
    }

    /// A line with its left part: two fields and the bar.
    func timedLine(
        _ offset: String,
        _ second: String,
        _ ink: Ink = .plain,
        bar: TerminalText,
        barInk: Ink = .plain
    ) -> StyledLine {
        var line = newLine()
        line.append(offset, .faint, rightAlignedIn: Self.timeColumns)
        line.append(" ")
        line.append(second, ink, rightAlignedIn: Self.timeColumns - 1)
        line.append("  ")
        if self.bar.columns > 0 {
            line.append(bar, barInk)
            line.append("  ")
        }
        return line
    }

    /// How long after the start of the trace a time is: `+1.20 ms`; a question mark if unknown.
    func offset(of time: UInt64) -> String {
        guard time != 0, let start = window?.lowerBound else { return "?" }
        return time >= start
            ? "+" + Nanoseconds(time - start).text : "-" + Nanoseconds(start - time).text
    }
}
