import DossierColumns
import DossierOTLP
import DossierOTLPWriting
import DossierPrimitives

/// What a `DumpReader` made of inputs in memory, with its rows written back as OTLP-JSON.
struct DumpReading {
    var outcomes: [DumpOutcome] = []
    var batches: [Batch] = []

    /// Reads an input from a point on.
    init(_ input: [UInt8], from point: ResumePoint = .start) throws {
        try self.init([input], from: point)
    }

    init(_ input: String, from point: ResumePoint = .start) throws {
        try self.init([Array(input.utf8)], from: point)
    }

    /// Reads inputs one after another, the first from a point on, with one reader.
    init(
        _ inputs: [[UInt8]],
        from point: ResumePoint = .start,
        partByteCount: Int = DumpReader.partByteCount,
        windowByteLimit: Int = DumpReader.windowByteLimit
    ) throws {
        var delivered: [Batch] = []
        var reader = DumpReader(
            partByteCount: partByteCount,
            windowByteLimit: windowByteLimit,
            deliver: { delivered.append($0) }
        )
        for (number, input) in inputs.enumerated() {
            let cursor = InputCursor(DecodedInput(bytes: input, name: "memory"))
            _ = try cursor.head()
            if number == 0 { _ = try cursor.advance(to: point) }
            outcomes.append(try reader.read(cursor, number: number + 1))
        }
        try reader.flush()
        batches = delivered
    }

    /// Reads a request in protobuf form that is declared as such.
    init(_ request: [UInt8], of signal: OTLPSignal) throws {
        var delivered: [Batch] = []
        var reader = DumpReader { delivered.append($0) }
        let cursor = InputCursor(
            DecodedInput(plain: request, name: "memory"),
            content: .request(signal)
        )
        outcomes.append(try reader.read(cursor, number: 1))
        try reader.flush()
        batches = delivered
    }

    /// Reads inputs one after another, each begun as soon as nothing is left of the one before that
    /// nobody has begun with.
    init(overlapping inputs: [[UInt8]], partByteCount: Int) throws {
        var delivered: [Batch] = []
        var reader = DumpReader(partByteCount: partByteCount, deliver: { delivered.append($0) })
        var readings: [InputReading] = []
        for (number, input) in inputs.enumerated() {
            let cursor = InputCursor(DecodedInput(bytes: input, name: "memory"))
            _ = try cursor.head()
            readings.append(try reader.start(cursor, number: number + 1))
        }
        try reader.flush()
        outcomes = try readings.map { try $0.outcome() }
        batches = delivered
    }

    /// What came of the only input.
    var outcome: DumpOutcome { outcomes[0] }

    var rejected: [RejectedValue] { batches.flatMap(\.rejected) }

    /// The rows as requests, one for each signal that a batch has.
    var lines: [String] { exportedLines.map { String(decoding: $0, as: UTF8.self) } }

    var exportedLines: [[UInt8]] { batches.flatMap { $0.exportedLines() } }

    /// Where to go on when the input has grown.
    var resumePoint: ResumePoint? {
        outcome.progress.map {
            ResumePoint(byteOffset: $0.byteOffset, elementCount: $0.elementCount)
        }
    }
}

extension Batch {
    /// The rows as requests of OTLP-JSON, without the line ends.
    func exportedLines() -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var writer = OTLPWriter(shared: shared)
        func take() {
            lines.append(writer.buffer.bytes.dropLast())
            writer.buffer.removeAll()
        }
        for rows in [spans, logRecords] where !rows.isEmpty {
            let children: [Table: TableBatch] =
                rows.table == .span ? [.spanEvent: spanEvents, .spanLink: spanLinks] : [:]
            writer.writeLine(0..<rows.rowCount, of: set(rows, children))
            take()
        }
        let series = seriesSet()
        if !dataPoints.isEmpty {
            writer.writeMetricsLine(
                0..<dataPoints.rowCount,
                of: set(dataPoints),
                series: series,
                seriesRow: { Int($0) },
                firstPoint: 0,
                exemplars: ExemplarRows([set(exemplars)])
            )
            take()
        }
        let used = Set(dataPoints.columns[DataPointColumn.series])
        let empty = seriesKeys.indices.filter { !used.contains(UInt64($0)) }
        if !empty.isEmpty {
            writer.writeEmptyMetricsLine(empty, series: series)
            take()
        }
        return lines
    }

    private func set(_ rows: TableBatch, _ children: [Table: TableBatch] = [:]) -> RowSet {
        RowSet(rows: rows, children: children, strings: strings, traces: traces)
    }

    /// The series as rows, as a store makes them.
    private func seriesSet() -> RowSet {
        var rows = TableBatch(.series)
        var strings = StringTable()
        for key in seriesKeys {
            var reader = CompositeReader(attributeSets[key.attributes])
            guard case .list(let count) = reader.next() else { continue }
            for _ in 0..<count {
                guard let name = reader.key(), let range = reader.skipValue() else { break }
                let value = strings.intern(Array(reader.bytes[range]))
                let bytes = Array(reader.bytes[name])
                _ = bytes.withUnsafeBytes {
                    rows.appendAttribute(key: $0, type: .composite, UInt64(value))
                }
            }
            rows.columns[SeriesColumn.resource].append(UInt64(key.resource))
            rows.columns[SeriesColumn.scope].append(UInt64(key.scope))
            rows.columns[SeriesColumn.metric].append(UInt64(key.metric))
            rows.columns[SeriesColumn.trace].append(noTrace)
            rows.finishRow()
        }
        return RowSet(rows: rows, children: [:], strings: strings, traces: TraceTable())
    }
}

/// Requests with one scope, and the texts of single items.
enum Request {
    static func spans(_ items: String...) -> String {
        spans(items)
    }

    static func spans(_ items: [String]) -> String {
        request("Spans", "spans", items)
    }

    static func logs(_ items: String...) -> String {
        logs(items)
    }

    static func logs(_ items: [String]) -> String {
        request("Logs", "logRecords", items)
    }

    static func metrics(_ items: String...) -> String {
        request("Metrics", "metrics", items)
    }

    private static func request(_ signal: String, _ key: String, _ items: [String]) -> String {
        head(signal, key) + items.joined(separator: ",") + "]}]}]}"
    }

    private static func head(_ signal: String, _ key: String) -> String {
        #"{"resource\#(signal)":[{"resource":{},"scope\#(signal)":[{"scope":{},"\#(key)":["#
    }

    /// The members of a span as they come back, from the members as they were read.
    static func spanComingBack(_ members: String) throws -> String {
        try comingBack("Spans", "spans", "{\(members)}")
    }

    static func logRecordComingBack(_ members: String) throws -> String {
        try comingBack("Logs", "logRecords", "{\(members)}")
    }

    static func metricComingBack(_ metric: String) throws -> String {
        "{\(try comingBack("Metrics", "metrics", metric))}"
    }

    /// A point of a gauge as it comes back.
    static func pointComingBack(_ point: String) throws -> String {
        let metric = try comingBack(
            "Metrics",
            "metrics",
            #"{"gauge":{"dataPoints":[{\#(point)}]}}"#
        )
        return String(metric.dropFirst(#""gauge":{"dataPoints":[{"#.count).dropLast("}]}".count))
    }

    /// An attribute's value as it comes back.
    static func valueComingBack(_ value: String) throws -> String {
        let head = #""attributes":[{"key":"k","value":"#
        let span = try spanComingBack(#"\#(head)\#(value)}]"#)
        return String(span.dropFirst(head.count).dropLast("}]".count))
    }

    private static func comingBack(
        _ signal: String,
        _ key: String,
        _ item: String
    ) throws -> String {
        let reading = try DumpReading(request(signal, key, [item]))
        guard let line = reading.lines.first else {
            return "rejected: \(reading.rejected.map(\.reason)) \(reading.outcome.refusal ?? "")"
        }
        let text = line.dropFirst(head(signal, key).count + 1).dropLast("}]}]}]}".count)
        return String(text)
    }
}
