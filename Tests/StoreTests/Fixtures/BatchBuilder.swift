import DossierColumns

/// A value of an attribute.
indirect enum TestValue {
    case empty
    case string(String)
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case bytes([UInt8])
    case array([TestValue])

    func write(to writer: inout CompositeWriter) {
        switch self {
        case .empty: writer.empty()
        case .string(let text): writer.string(Array(text.utf8))
        case .bool(let bool): writer.bool(bool)
        case .int(let int): writer.int(int)
        case .double(let double): writer.double(bits: double.bitPattern)
        case .bytes(let bytes): writer.blob(bytes)
        case .array(let values):
            writer.beginArray()
            for value in values { value.write(to: &writer) }
            writer.end(count: values.count)
        }
    }
}

typealias TestAttributes = KeyValuePairs<String, TestValue>

/// Builds a batch row by row, as the reader of dumps does.
struct BatchBuilder {
    var batch = Batch()

    // MARK: - What rows share

    mutating func resource(service: String, _ attributes: TestAttributes = [:]) -> UInt32 {
        var writer = CompositeWriter()
        writer.beginList()
        writer.key("attributes")
        var all: [(String, TestValue)] = [("service.name", .string(service))]
        for (key, value) in attributes { all.append((key, value)) }
        Self.list(all, &writer)
        writer.end(count: 1)
        return batch.shared.resources.intern(writer.bytes)
    }

    mutating func scope(_ name: String) -> UInt32 {
        var writer = CompositeWriter()
        writer.beginList()
        writer.key("name")
        writer.string(Array(name.utf8))
        writer.end(count: 1)
        return batch.shared.scopes.intern(writer.bytes)
    }

    mutating func metric(_ name: String, unit: String = "1", kind: Int64 = 1) -> UInt32 {
        var writer = CompositeWriter()
        writer.beginList()
        writer.key("name")
        writer.string(Array(name.utf8))
        writer.key("unit")
        writer.string(Array(unit.utf8))
        writer.key("kind")
        writer.int(kind)
        writer.end(count: 3)
        return batch.shared.metrics.intern(writer.bytes)
    }

    mutating func series(
        resource: UInt32,
        scope: UInt32,
        metric: UInt32,
        _ attributes: TestAttributes = [:]
    ) -> UInt32 {
        var writer = CompositeWriter()
        Self.list(attributes.map { ($0.key, $0.value) }, &writer)
        let set = batch.attributeSets.intern(writer.bytes)
        return batch.series(
            SeriesKey(resource: resource, scope: scope, metric: metric, attributes: set)
        )
    }

    private static func list(_ attributes: [(String, TestValue)], _ writer: inout CompositeWriter) {
        writer.beginList()
        for (key, value) in attributes {
            Array(key.utf8).withUnsafeBytes { writer.key($0) }
            value.write(to: &writer)
        }
        writer.end(count: attributes.count)
    }

    // MARK: - Rows

    mutating func span(
        trace: TraceID?,
        id: UInt64,
        parent: UInt64 = 0,
        parentText: String? = nil,
        start: UInt64,
        end: UInt64,
        name: String = "work",
        status: UInt64 = 0,
        resource: UInt32 = 0,
        scope: UInt32 = 0,
        _ attributes: TestAttributes = [:]
    ) {
        if let parentText {
            batch.spans.append(.parentSpanIDText, intern(parentText))
        }
        add(attributes, to: \.spans)
        let words = [
            traceWord(trace), id, parent, start, end, intern(name), 2, status, UInt64(resource),
            UInt64(scope),
        ]
        for (column, word) in words.enumerated() { batch.spans.columns[column].append(word) }
        batch.spans.finishRow()
    }

    /// An event of the span that is added next.
    mutating func event(time: UInt64, name: String, _ attributes: TestAttributes = [:]) {
        add(attributes, to: \.spanEvents)
        let words = [UInt64(batch.spans.rowCount), time, intern(name)]
        for (column, word) in words.enumerated() { batch.spanEvents.columns[column].append(word) }
        batch.spanEvents.finishRow()
    }

    /// A link of the span that is added next.
    mutating func link(trace: TraceID?, spanID: UInt64, _ attributes: TestAttributes = [:]) {
        add(attributes, to: \.spanLinks)
        let words = [UInt64(batch.spans.rowCount), traceWord(trace), spanID]
        for (column, word) in words.enumerated() { batch.spanLinks.columns[column].append(word) }
        batch.spanLinks.finishRow()
    }

    mutating func log(
        trace: TraceID?,
        spanID: UInt64 = 0,
        time: UInt64,
        observed: UInt64 = 0,
        body: TestValue,
        severity: UInt64 = 9,
        resource: UInt32 = 0,
        scope: UInt32 = 0,
        _ attributes: TestAttributes = [:]
    ) {
        let (type, word) = word(of: body)
        batch.logRecords.append(.body, type: type, word)
        add(attributes, to: \.logRecords)
        let words = [
            traceWord(trace), spanID, time, observed, severity, UInt64(resource), UInt64(scope),
        ]
        for (column, word) in words.enumerated() { batch.logRecords.columns[column].append(word) }
        batch.logRecords.finishRow()
    }

    /// A point with a value; returns its row.
    @discardableResult
    mutating func point(
        series: UInt32,
        start: UInt64 = 0,
        time: UInt64,
        value: Double
    ) -> Int {
        batch.dataPoints.append(.doubleValue, value.bitPattern)
        let words = [UInt64(series), start, time]
        for (column, word) in words.enumerated() { batch.dataPoints.columns[column].append(word) }
        batch.dataPoints.finishRow()
        return batch.dataPoints.rowCount - 1
    }

    mutating func exemplar(
        of point: Int,
        trace: TraceID?,
        spanID: UInt64 = 0,
        time: UInt64,
        value: Double,
        ordinal: UInt64 = 0
    ) {
        batch.exemplars.append(.doubleValue, value.bitPattern)
        let words = [traceWord(trace), spanID, time, UInt64(point), ordinal]
        for (column, word) in words.enumerated() { batch.exemplars.columns[column].append(word) }
        batch.exemplars.finishRow()
    }

    private mutating func traceWord(_ id: TraceID?) -> UInt64 {
        id.map { UInt64(batch.traces.intern($0)) } ?? noTrace
    }

    private mutating func intern(_ text: String) -> UInt64 {
        UInt64(batch.strings.intern(Array(text.utf8)))
    }

    private mutating func add(
        _ attributes: TestAttributes,
        to rows: WritableKeyPath<Batch, TableBatch>
    ) {
        for (key, value) in attributes {
            let (type, word) = word(of: value)
            let isAdded = Array(key.utf8).withUnsafeBytes {
                batch[keyPath: rows].appendAttribute(key: $0, type: type, word)
            }
            precondition(isAdded, "no test has that many keys")
        }
    }

    private mutating func word(of value: TestValue) -> (ValueType, UInt64) {
        switch value {
        case .empty: return (.empty, 0)
        case .string(let text): return (.string, intern(text))
        case .bool(let bool): return (.bool, bool ? 1 : 0)
        case .int(let int): return (.int, UInt64(bitPattern: int))
        case .double(let double): return (.double, double.bitPattern)
        case .bytes(let bytes): return (.bytes, UInt64(batch.strings.intern(bytes)))
        case .array:
            var writer = CompositeWriter()
            value.write(to: &writer)
            return (.composite, UInt64(batch.strings.intern(writer.bytes)))
        }
    }
}

/// A trace id from a small number.
func traceID(_ number: Int) -> TraceID {
    // Spread over the range, so that the order of ids is not that of the numbers.
    let mixed = UInt64(number) &* 0x9e37_79b9_7f4a_7c15
    return TraceID(high: mixed, low: UInt64(number))
}
