/// The format of a JSON value that is not OTLP, recognised by its first members.
enum ForeignFormat: String {
    case otlpResponse = "an OTLP response"
    case jaeger = "Jaeger JSON"
    case zipkin = "Zipkin JSON"
    case loki = "a Loki query response"
    case prometheus = "a Prometheus or Loki API response"
    case elasticsearch = "Elasticsearch JSON"
    case dockerLog = "a Docker JSON log"
    case dataPrepper = "Data Prepper span documents"
    case spanDocument = "span documents of another tool"
    case applicationLog = "an application's JSON log"

    init?(of value: UnsafeRawBufferPointer) {
        let head = value.prefix(1 << 16)
        func has(_ key: String) -> Bool { contains(head, Array("\"\(key)\"".utf8)) }
        if Self.isResponse(head) {
            self = .otlpResponse
        } else if has("traceID") && (has("spanID") || has("spans") || has("processes")) {
            self = .jaeger
        } else if has("resultType") && has("streams") || has("resultType") && has("stats") {
            self = .loki
        } else if has("resultType") {
            self = .prometheus
        } else if has("_index") || has("_source") || has("hits") && has("_shards") || has("aggs")
            || has("aggregations")
        {
            self = .elasticsearch
        } else if (has("traceId") || has("trace_id")) && has("id")
            && (has("localEndpoint") || has("annotations") || has("binaryAnnotations")
                || has("binary_annotations") || has("duration") || has("timestamp"))
        {
            self = .zipkin
        } else if has("log") && has("stream") && has("time") {
            self = .dockerLog
        } else if has("traceId") && has("spanId") && has("traceGroup") {
            self = .dataPrepper
        } else if has("traceId") && has("spanId") && has("startTime") {
            self = .spanDocument
        } else if has("level") || has("msg") || has("message") || has("severity")
            || has("__REALTIME_TIMESTAMP") || has("ts") || has("@timestamp") || has("lvl")
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
}

private func contains(_ text: Slice<UnsafeRawBufferPointer>, _ pattern: [UInt8]) -> Bool {
    guard text.count >= pattern.count else { return false }
    return (text.startIndex...(text.endIndex - pattern.count)).contains { index in
        text[index] == pattern[0] && text[index...].starts(with: pattern)
    }
}
