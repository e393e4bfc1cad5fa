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
        to json: inout OTLPJSONBuffer
    ) {
        var details = span.details(.traces)
        json.text("{")
        json.member(trace.id)
        json.member("spanId", spanID: span.id)
        if trace.hasTraceState {
            json.text(#""traceState":"shop=variant-b:17","#)
        }
        if let parent = span.parent {
            json.member("parentSpanId", spanID: trace.spans[parent].id)
        }
        let isParentRemote = span.parent != nil && template.role.isBegunRemotely
        json.text(isParentRemote ? #""flags":769,"# : #""flags":257,"#)
        json.text(template.head)
        json.member("startTimeUnixNano", fixed64: span.start)
        json.member("endTimeUnixNano", fixed64: span.end)
        json.text(#""attributes":["#)
        json.text(template.attributes)
        writeAttributes(span, template, of: trace, &details, to: &json)
        json.close("],")
        writeEvents(span, template, &details, to: &json)
        if template.role == .consumer, let producer = span.parent {
            writeLink(to: trace.spans[producer], of: trace, to: &json)
        }
        writeStatus(span, template, to: &json)
        json.text("},")
    }

    private func writeEvents(
        _ span: SimulatedSpan,
        _ template: SpanTemplate,
        _ details: inout SplitMix64,
        to json: inout OTLPJSONBuffer
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
        to json: inout OTLPJSONBuffer
    ) {
        json.text(#""events":[{"#)
        json.member("timeUnixNano", fixed64: time)
        json.text(#""name":""#)
        json.text(name)
        json.text(#"","#)
        if !attributes.isEmpty {
            json.text(#""attributes":["#)
            json.text(attributes)
            json.close("],")
        }
        json.close("}],")
    }

    private func writeLink(
        to producer: SimulatedSpan,
        of trace: SimulatedTrace,
        to json: inout OTLPJSONBuffer
    ) {
        json.text(#""links":[{"#)
        json.member(trace.id)
        json.member("spanId", spanID: producer.id)
        json.text(#""flags":769}],"#)
    }

    private func writeStatus(
        _ span: SimulatedSpan,
        _ template: SpanTemplate,
        to json: inout OTLPJSONBuffer
    ) {
        switch (span.failure, template.role) {
        case (.none, _):
            json.text(#""status":{}"#)
        case (.timedOut, _):
            json.text(#""status":{"code":2,"message":"no response within 3000 ms"}"#)
        case (_, .client):
            json.text(#""status":{"code":2}"#)
        case (.dependency, _):
            json.text(#""status":{"code":2,"message":"a dependency failed"}"#)
        case (.raised, _):
            json.text(#""status":{"code":2,"message":""#)
            json.text(system.service(of: span.instance).failure.message)
            json.text(#""}"#)
        }
    }
}

extension SpanTemplate.Role {
    fileprivate var isBegunRemotely: Bool {
        self == .server || self == .consumer
    }
}
