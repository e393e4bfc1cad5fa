/// What the console exporters of OpenTelemetry's SDKs print.
struct ConsoleText {
    let guess: InputFormatGuess

    /// Recognises it in the first bytes of some content; nil for anything else.
    init?(_ text: ArraySlice<UInt8>) {
        func has(_ words: String...) -> Bool {
            words.allSatisfy { TextShape.contains($0, in: text) }
        }
        // `util.inspect` of JavaScript leaves keys without quotes.
        let isInspected = has(": {\n") || has(": '") || has(": undefined")
        if isInspected,
            has("traceId: ")
                && (has("instrumentationScope:") || has("parentId:")
                    || has("parentSpanContext:") || has("duration:") || has("severityText:"))
                || has("dataPointType:", "descriptor:")
        {
            guess = .javaScriptConsole
        } else if has("Activity.TraceId:") || has("LogRecord.Timestamp:")
            || has("Metric Name:") && has("Resource associated with Metric")
        {
            guess = .dotNetConsole
        } else if has("[tracer: ") || has("LoggingSpanExporter") || has("LoggingMetricExporter")
            || has("SystemOutLogRecordExporter")
        {
            guess = .javaConsole
        } else if has("\"resource_metrics\"") && Self.hasPlainAttributes(text) {
            guess = .pythonMetricConsole
        } else {
            return nil
        }
    }

    /// Whether the first attributes are an object, which in OTLP are a list.
    private static func hasPlainAttributes(_ text: ArraySlice<UInt8>) -> Bool {
        let key = Array("\"attributes\"".utf8)
        guard let start = text.indices.first(where: { text[$0...].starts(with: key) }) else {
            return false
        }
        let rest = text[(start + key.count)...].drop { TextShape.isSpace($0) }
        guard rest.first == UInt8(ascii: ":") else { return false }
        return rest.dropFirst().first { !TextShape.isSpace($0) } == UInt8(ascii: "{")
    }
}
