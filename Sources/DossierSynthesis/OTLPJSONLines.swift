import DossierPrimitives

/// Collects rendered items until there are enough for a line, as a Collector's batch processor does.
///
/// An item is a span, a log record or a metric. A line groups the items of
/// all instances by resource and scope; lines are handed over in chunks of about a megabyte.
struct OTLPJSONLines {
    private let signal: SyntheticIncident.Signal
    private let system: SimulatedSystem
    /// The items of the line to come, by instance and then by scope.
    private var pending: [JSONWriter]
    private var pendingCount = 0
    private var chunk = JSONWriter(escaping: .required)
    /// The rows added so far: spans, log records or data points.
    private(set) var rowCount = 0

    /// How many rows make a line: the exporters' default batch is of that size.
    private static let rowsPerLine = 512
    private static let chunkByteCount = 1 << 20
    private static let scopeCount = SimulatedScope.allCases.count

    init(_ signal: SyntheticIncident.Signal, of system: SimulatedSystem) {
        self.signal = signal
        self.system = system
        let slots = system.instances.count * Self.scopeCount
        pending = Array(repeating: JSONWriter(escaping: .required), count: slots)
    }

    /// Adds an item that an instance sends, and that stands for so many rows.
    mutating func add(
        from instance: Int,
        _ scope: SimulatedScope,
        rows: Int = 1,
        _ writeItem: (inout JSONWriter) -> Void
    ) {
        writeItem(&pending[instance * Self.scopeCount + scope.rawValue])
        pendingCount += rows
        rowCount += rows
    }

    /// Ends the line if it is long enough, and hands over the lines so far if they are.
    mutating func advance(
        _ sink: (SyntheticIncident.Signal, [UInt8]) throws -> Void
    ) rethrows {
        guard pendingCount >= Self.rowsPerLine else { return }
        endLine()
        guard chunk.bytes.count >= Self.chunkByteCount else { return }
        try sink(signal, chunk.bytes)
        chunk.removeAll()
    }

    /// Hands over what is left.
    mutating func finish(
        _ sink: (SyntheticIncident.Signal, [UInt8]) throws -> Void
    ) rethrows {
        if pendingCount > 0 {
            endLine()
        }
        if !chunk.bytes.isEmpty {
            try sink(signal, chunk.bytes)
            chunk.removeAll()
        }
    }

    private mutating func endLine() {
        chunk.beginObject()
        chunk.key(signal.resourcesKey)
        chunk.beginArray()
        for (index, instance) in system.instances.enumerated() {
            let slots = index * Self.scopeCount..<(index + 1) * Self.scopeCount
            guard slots.contains(where: { !pending[$0].bytes.isEmpty }) else { continue }
            chunk.beginObject()
            chunk.key("resource")
            chunk.json(instance.resource)
            chunk.key(signal.scopesKey)
            chunk.beginArray()
            for (slot, scope) in zip(slots, system.services[instance.service].scopes) {
                addItems(in: slot, scope)
            }
            chunk.endArray()
            chunk.member("schemaUrl", "https://opentelemetry.io/schemas/1.26.0")
            chunk.endObject()
        }
        chunk.endArray()
        chunk.endObject()
        chunk.newline()
        pendingCount = 0
    }

    private mutating func addItems(in slot: Int, _ scope: [UInt8]) {
        guard !pending[slot].bytes.isEmpty else { return }
        chunk.beginObject()
        chunk.key("scope")
        chunk.json(scope)
        chunk.key(signal.itemsKey)
        chunk.beginArray()
        chunk.json(pending[slot].bytes)
        chunk.endArray()
        chunk.endObject()
        pending[slot].removeAll()
    }
}

extension SyntheticIncident.Signal {
    fileprivate var resourcesKey: StaticString {
        switch self {
        case .traces: "resourceSpans"
        case .logs: "resourceLogs"
        case .metrics: "resourceMetrics"
        }
    }

    fileprivate var scopesKey: StaticString {
        switch self {
        case .traces: "scopeSpans"
        case .logs: "scopeLogs"
        case .metrics: "scopeMetrics"
        }
    }

    fileprivate var itemsKey: StaticString {
        switch self {
        case .traces: "spans"
        case .logs: "logRecords"
        case .metrics: "metrics"
        }
    }
}
