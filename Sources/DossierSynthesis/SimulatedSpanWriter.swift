import DossierPrimitives

/// Writes the spans of simulated traces as OTLP-JSON.
struct SimulatedSpanWriter {
    let system: SimulatedSystem

    /// Adds the spans of a trace, children first, as an SDK that exports a span when it ends.
    func add(_ trace: SimulatedTrace, to lines: inout OTLPJSONLines) {
        for span in trace.spans.reversed() {
            let template = system.templates[span.template]
            lines.add(from: span.instance, template.scope) { json in
                write(span, template, of: trace, to: &json)
            }
        }
    }

    private func write(
        _ span: SimulatedSpan,
        _ template: SpanTemplate,
        of trace: SimulatedTrace,
        to json: inout JSONWriter
    ) {
        var details = span.details(.traces)
        json.beginObject()
        json.member(trace.id)
        json.member("spanId", spanID: span.id)
        if trace.hasTraceState { json.member("traceState", "shop=variant-b:17") }
        if let parent = span.parent {
            json.member("parentSpanId", spanID: trace.spans[parent].id)
        }
        let isParentRemote = span.parent != nil && template.role.isBegunRemotely
        json.member("flags", integer: isParentRemote ? 769 : 257)
        json.json(template.head)
        json.member("startTimeUnixNano", fixed64: span.start)
        json.member("endTimeUnixNano", fixed64: span.end)
        json.key("attributes")
        json.beginArray()
        json.rendered(template.attributes)
        writeAttributes(span, template, of: trace, &details, to: &json)
        json.endArray()
        writeEvents(span, template, &details, to: &json)
        if template.role == .consumer, let producer = span.parent {
            writeLink(to: trace.spans[producer], of: trace, to: &json)
        }
        writeStatus(span, template, to: &json)
        json.endObject()
    }

    private func writeEvents(
        _ span: SimulatedSpan,
        _ template: SpanTemplate,
        _ details: inout SplitMix64,
        to json: inout JSONWriter
    ) {
        let failure = system.service(of: span.instance).failure
        switch (span.failure, template.role) {
        case (.timedOut, _):
            writeEvent("exception", at: span.end, failure.timedOut, to: &json)
        case (.raised, let role) where role != .client:
            writeEvent("exception", at: span.end, failure.raised, to: &json)
        case (_, .work) where details.chance(0.1):
            writeEvent("cache.miss", at: span.start + span.duration / 3, [], to: &json)
        default:
            break
        }
    }

    private func writeEvent(
        _ name: StaticString,
        at time: UInt64,
        _ attributes: [UInt8],
        to json: inout JSONWriter
    ) {
        json.key("events")
        json.beginArray()
        json.beginObject()
        json.member("timeUnixNano", fixed64: time)
        json.member("name", name)
        if !attributes.isEmpty {
            json.key("attributes")
            json.beginArray()
            json.json(attributes)
            json.endArray()
        }
        json.endObject()
        json.endArray()
    }

    private func writeLink(
        to producer: SimulatedSpan,
        of trace: SimulatedTrace,
        to json: inout JSONWriter
    ) {
        json.key("links")
        json.beginArray()
        json.beginObject()
        json.member(trace.id)
        json.member("spanId", spanID: producer.id)
        json.member("flags", integer: 769)
        json.endObject()
        json.endArray()
    }

    private func writeStatus(
        _ span: SimulatedSpan,
        _ template: SpanTemplate,
        to json: inout JSONWriter
    ) {
        json.key("status")
        json.beginObject()
        if span.failure != .none { json.member("code", integer: 2) }
        switch (span.failure, template.role) {
        case (.none, _): break
        case (.timedOut, _): json.member("message", "no response within 3000 ms")
        case (_, .client): break
        case (.dependency, _): json.member("message", "a dependency failed")
        case (.raised, _):
            json.key("message")
            json.beginString()
            json.text(system.service(of: span.instance).failure.message)
            json.endString()
        }
        json.endObject()
    }
}

extension SpanTemplate.Role {
    fileprivate var isBegunRemotely: Bool {
        self == .server || self == .consumer
    }
}
