/// The format of a JSON value that is not OTLP, recognised by its members.
enum ForeignFormat: CaseIterable {
    case otlpResponse
    case chromeTrace
    case pythonConsole, goConsole, javaScriptConsole
    case jaegerModel, jaeger
    case zipkin
    case loki, prometheus
    case elasticsearch
    case dockerLog
    case dataPrepper, spanDocument
    case applicationLog

    /// What the value is, and what can be done about it.
    var refusal: InputRefusal {
        switch self {
        case .otlpResponse:
            InputRefusal("an OTLP response", "it holds no telemetry; ingest what was sent instead")
        case .chromeTrace:
            InputRefusal(
                "a Chrome trace (`traceEvents`)",
                "it has no trace ids; open it in Perfetto (ui.perfetto.dev)"
            )
        case .pythonConsole:
            InputRefusal("what Python's console exporter prints", InputRefusal.useFileExporter)
        case .goConsole:
            InputRefusal(
                "what Go's console exporter (stdouttrace, stdoutlog, stdoutmetric) prints",
                InputRefusal.useFileExporter
            )
        case .javaScriptConsole:
            InputRefusal("what JavaScript's console exporter prints", InputRefusal.useFileExporter)
        case .jaegerModel:
            InputRefusal(
                "Jaeger JSON, in the form of its protobuf model",
                "download the trace as OTLP-JSON from Jaeger's /api/v3/traces/ID"
            )
        case .jaeger:
            InputRefusal(
                "Jaeger JSON",
                "download the trace as OTLP-JSON from Jaeger's /api/v3/traces/ID"
            )
        case .zipkin:
            InputRefusal(
                "Zipkin JSON",
                "convert it with the Collector: post it to its zipkin receiver, and write it with"
                    + " the file exporter"
            )
        case .loki: InputRefusal("a Loki query response", InputRefusal.exportAsOTLP)
        case .prometheus:
            InputRefusal("a Prometheus or Loki API response", InputRefusal.exportAsOTLP)
        case .elasticsearch: InputRefusal("Elasticsearch JSON", InputRefusal.exportAsOTLP)
        case .dockerLog:
            InputRefusal("a Docker JSON log", "only OTLP-JSON in such a log can be ingested")
        case .dataPrepper:
            InputRefusal("Data Prepper span documents", InputRefusal.exportAsOTLP)
        case .spanDocument:
            InputRefusal("span documents of another tool", InputRefusal.exportAsOTLP)
        case .applicationLog:
            InputRefusal(
                "an application's JSON log",
                "convert it with the Collector: read it with the filelog receiver, and write it"
                    + " with the file exporter"
            )
        }
    }

    init?(of value: UnsafeRawBufferPointer) {
        let head = value.prefix(1 << 16)
        let words = QuotedWords(head)
        if Self.isResponse(head) {
            self = .otlpResponse
        } else if let tool = Self.ofTool(words) {
            self = tool
        } else if words.has("level") || words.has("msg") || words.has("message")
            || words.has("severity") || words.has("__REALTIME_TIMESTAMP") || words.has("ts")
            || words.has("@timestamp") || words.has("lvl")
        {
            self = .applicationLog
        } else {
            return nil
        }
    }

    /// Whether the first member of an object is the one that an exporter's response has.
    ///
    /// Anywhere else it may be part of something that must not be skipped.
    private static func isResponse(_ object: Slice<UnsafeRawBufferPointer>) -> Bool {
        let members = object.drop { $0 == UInt8(ascii: "{") || $0 <= 0x20 }
        return members.starts(with: #""partialSuccess""#.utf8)
            || members.starts(with: #""partial_success""#.utf8)
    }

    private static func ofTool(_ words: QuotedWords) -> ForeignFormat? {
        if let format = ofConsole(words) ?? ofTracing(words) { return format }
        let isResult = words.has("resultType")
        if isResult, words.has("streams") || words.has("stats") { return .loki }
        if isResult { return .prometheus }
        if words.has("_index") || words.has("_source") || words.has("hits") && words.has("_shards")
            || words.has("aggs") || words.has("aggregations")
        {
            return .elasticsearch
        }
        if isZipkin(words) { return .zipkin }
        if words.has("log"), words.has("stream"), words.has("time") { return .dockerLog }
        guard words.has("traceId"), words.has("spanId") else { return nil }
        if words.has("traceGroup") { return .dataPrepper }
        return words.has("startTime") ? .spanDocument : nil
    }

    /// What SDKs print, and what browsers write.
    private static func ofConsole(_ words: QuotedWords) -> ForeignFormat? {
        if words.has("traceEvents")
            || words.has("ph") && words.has("ts") && (words.has("pid") || words.has("tid"))
        {
            return .chromeTrace
        }
        if words.has("SpanContext") && words.has("TraceID")
            || words.has("ObservedTimestamp") && words.has("SeverityText")
            || words.has("ScopeMetrics") && words.has("Resource")
        {
            return .goConsole
        }
        let isPythonSpan =
            words.has("context") && words.has("trace_id")
            && (words.has("parent_id") || words.has("trace_state"))
        let isPythonLog =
            words.has("body") && words.has("trace_id") && words.has("trace_flags")
            && words.has("severity_text")
        let isPythonMetric = words.has("data_points") && words.has("resource_metrics")
        if isPythonSpan || isPythonLog || isPythonMetric { return .pythonConsole }
        let isScript =
            words.has("traceId") && words.has("attributes")
            && (words.has("id") && (words.has("status") || words.has("events"))
                || words.has("instrumentationScope"))
        return isScript && !words.has("localEndpoint") ? .javaScriptConsole : nil
    }

    private static func ofTracing(_ words: QuotedWords) -> ForeignFormat? {
        if words.has("traceID"), words.has("spanID") || words.has("spans") || words.has("processes")
        {
            return .jaeger
        }
        let hasOperation = words.has("operationName") || words.has("operation_name")
        let hasProcess = words.has("process") || words.has("processId") || words.has("process_id")
        let hasID = words.has("traceId") || words.has("trace_id")
        if hasOperation, hasID || hasProcess { return .jaegerModel }
        return words.has("batches") && words.has("spans") && hasProcess ? .jaegerModel : nil
    }

    private static func isZipkin(_ words: QuotedWords) -> Bool {
        guard words.has("traceId") || words.has("trace_id"), words.has("id") else { return false }
        return words.has("localEndpoint") || words.has("annotations")
            || words.has("binaryAnnotations") || words.has("binary_annotations")
            || words.has("duration") || words.has("timestamp")
    }
}

/// The short strings of a JSON text, keys and values alike.
private struct QuotedWords {
    private var words: Set<[UInt8]> = []

    private static let byteLimit = 24

    init(_ text: Slice<UnsafeRawBufferPointer>) {
        var open: Int?
        for index in text.indices where text[index] == UInt8(ascii: "\"") {
            if let start = open, index - start - 1 <= Self.byteLimit {
                words.insert(Array(text[(start + 1)..<index]))
            }
            // A quote may end a string or begin one; either way the next one ends what it begins.
            open = index
        }
    }

    func has(_ word: String) -> Bool { words.contains(Array(word.utf8)) }
}
