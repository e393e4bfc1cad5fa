package import Dossier
package import DossierPrimitives

/// Writes traces as Jaeger's JSON API has them: `{"traceID", "spans", "processes", "warnings"}`.
package struct JaegerTraceWriter {
    private let traceID: String
    /// The numbers of resources in the order of their first span.
    private var numbers: [Resource: Int] = [:]
    private var processes: [Resource] = []
    /// The resource of the span before, and its number.
    private var last: (resource: Resource, number: Int)?

    private init(_ id: TraceID) {
        traceID = JaegerID.text(id)
    }

    /// Writes a trace.
    package static func write(_ trace: CorrelatedTrace, to json: inout JSONWriter) {
        write(trace.id, trace.spans, to: &json)
    }

    /// Writes the spans of a trace.
    package static func write(_ id: TraceID, _ spans: [Span], to json: inout JSONWriter) {
        var writer = JaegerTraceWriter(id)
        json.object { json in
            json.string("traceID", writer.traceID)
            json.array("spans", spans) { writer.write($1, to: &$0) }
            json.object("processes") { json in
                for (index, process) in writer.processes.enumerated() {
                    json.object("p\(index + 1)") { writer.write(process, to: &$0) }
                }
            }
            json.string("warnings", nil)
        }
    }

    private mutating func write(_ span: Span, to json: inout JSONWriter) {
        let process = number(of: span.resource)
        json.object { json in
            json.string("traceID", traceID)
            json.string("spanID", JaegerID.text(span.id, span.idText))
            json.string("operationName", span.name)
            json.key("references")
            writeReferences(of: span, to: &json)
            json.integer("startTime", span.startNanoseconds / 1000)
            json.integer("duration", (span.durationNanoseconds ?? 0) / 1000)
            json.key("tags")
            writeTags(of: span, to: &json)
            json.array("logs", span.events) { Self.write($1, to: &$0) }
            json.string("processID", "p\(process)")
            json.string("warnings", nil)
        }
    }

    private mutating func number(of resource: Resource) -> Int {
        if let last, last.resource == resource { return last.number }
        let number = numbers[resource] ?? processes.count + 1
        if number > processes.count {
            processes.append(resource)
            numbers[resource] = number
        }
        last = (resource, number)
        return number
    }

    private func write(_ process: Resource, to json: inout JSONWriter) {
        let name = process.serviceName
        json.string("serviceName", name ?? JaegerService.nameless)
        let tags = process.attributes.filter { name == nil || $0.key != "service.name" }
        json.array("tags", tags) { JaegerTag.write($1, to: &$0) }
    }

    // MARK: - Spans

    /// The parent comes first: readers take the first `CHILD_OF` for it.
    private func writeReferences(of span: Span, to json: inout JSONWriter) {
        json.beginArray()
        if span.parentID != nil || span.parentIDText != nil {
            write(
                "CHILD_OF",
                traceID,
                JaegerID.text(span.parentID, span.parentIDText),
                to: &json
            )
        }
        for link in span.links {
            let isParent = link.attributes.string("opentracing.ref_type") == "child_of"
            write(
                isParent ? "CHILD_OF" : "FOLLOWS_FROM",
                link.traceID.map { JaegerID.text($0) } ?? JaegerID.text(nil),
                JaegerID.text(link.spanID),
                to: &json
            )
        }
        json.endArray()
    }

    private func write(
        _ type: String,
        _ trace: String,
        _ span: String,
        to json: inout JSONWriter
    ) {
        json.object { json in
            json.string("refType", type)
            json.string("traceID", trace)
            json.string("spanID", span)
        }
    }

    /// The attributes, between what OpenTelemetry has as fields of scopes and spans.
    private func writeTags(of span: Span, to json: inout JSONWriter) {
        json.beginArray()
        func write(_ key: String, _ text: String) {
            JaegerTag.write(key, .string(text), to: &json)
        }
        if !span.scope.name.isEmpty { write("otel.scope.name", span.scope.name) }
        if !span.scope.version.isEmpty { write("otel.scope.version", span.scope.version) }
        for attribute in span.attributes { JaegerTag.write(attribute, to: &json) }
        if let kind = JaegerSpanKind.name(span.kind) { write("span.kind", kind) }
        switch span.status {
        case .ok: write("otel.status_code", "OK")
        case .error:
            write("otel.status_code", "ERROR")
            JaegerTag.write("error", .bool(true), to: &json)
        case .unset, .other: break
        }
        if let message = span.statusMessage { write("otel.status_description", message) }
        if let state = span.traceState { write("w3c.tracestate", state) }
        json.endArray()
    }

    private static func write(_ event: SpanEvent, to json: inout JSONWriter) {
        json.object { json in
            json.integer("timestamp", event.timeNanoseconds / 1000)
            json.key("fields")
            json.beginArray()
            if !event.name.isEmpty { JaegerTag.write("event", .string(event.name), to: &json) }
            for attribute in event.attributes { JaegerTag.write(attribute, to: &json) }
            json.endArray()
        }
    }
}
