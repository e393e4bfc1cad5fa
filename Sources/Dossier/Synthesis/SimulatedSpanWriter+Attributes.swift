/// The attributes whose values differ from span to span.
extension SimulatedSpanWriter {
    func writeAttributes(
        _ span: SimulatedSpan,
        _ template: SpanTemplate,
        of trace: SimulatedTrace,
        _ details: inout SplitMix64,
        to json: inout OTLPJSONBuffer
    ) {
        switch template.role {
        case .server:
            writeServed(span, template, &details, to: &json)
        case .client:
            writeCalled(span, template, &details, to: &json)
        case .query:
            json.attribute("db.response.returned_rows", integer: details.below(25))
            json.attribute("thread.id", integer: 20 + details.below(40))
        case .producer:
            writeMessage(span.id, to: &json)
        case .consumer:
            let producer = span.parent.map { trace.spans[$0].id }
            writeMessage(producer ?? span.id, to: &json)
            json.attribute("thread.id", integer: 60 + details.below(8))
        case .work:
            json.text(template.codeAttributes)
            json.attribute("thread.id", integer: 20 + details.below(40))
            json.attribute("app.cpu.seconds", decimal: span.duration / 2_000, fractionDigits: 6)
            json.attribute("app.cache.hit", boolean: details.chance(0.8))
        case .job:
            json.text(template.codeAttributes)
            json.attribute("job.items", integer: details.below(500))
        }
    }

    private func writeServed(
        _ span: SimulatedSpan,
        _ template: SpanTemplate,
        _ details: inout SplitMix64,
        to json: inout OTLPJSONBuffer
    ) {
        json.openAttribute("url.path")
        writeURL(template, id: details.next(), to: &json)
        json.closeAttribute()
        json.openAttribute("client.address")
        json.ipAddress(details.below(1 << 16))
        json.closeAttribute()
        writeOutcome(span, template, to: &json)
        json.attribute("thread.id", integer: 20 + details.below(40))
        if span.parent == nil {
            json.text(Self.userAgent)
        }
        if template.successStatus == 201 {
            json.attribute(
                "app.order.total",
                decimal: 499 + details.below(40_000),
                fractionDigits: 2
            )
        }
        if details.chance(0.12) {
            json.attribute("app.experiment.enabled", boolean: details.chance(0.5))
            json.text(#"{"key":"app.experiments","value":{"arrayValue":{"values":["#)
            for _ in 0...details.below(3) {
                json.text(#"{"stringValue":"exp-"#)
                json.integer(100 + details.below(40))
                json.text(#""},"#)
            }
            json.close("]}}},")
        }
    }

    private func writeCalled(
        _ span: SimulatedSpan,
        _ template: SpanTemplate,
        _ details: inout SplitMix64,
        to json: inout OTLPJSONBuffer
    ) {
        json.openAttribute("url.full")
        writeURL(template, id: details.next(), to: &json)
        json.closeAttribute()
        writeOutcome(span, template, to: &json)
        json.attribute("thread.id", integer: 20 + details.below(40))
    }

    private func writeOutcome(
        _ span: SimulatedSpan,
        _ template: SpanTemplate,
        to json: inout OTLPJSONBuffer
    ) {
        if let status = span.failure.responseStatus(success: template.successStatus) {
            json.attribute("http.response.status_code", integer: status)
            if span.failure != .none {
                json.openAttribute("error.type")
                json.integer(status)
                json.closeAttribute()
            }
        } else {
            json.text(#"{"key":"error.type","value":{"stringValue":"timeout"}},"#)
        }
    }

    /// The id in the URL is a number of at most seven digits.
    private func writeURL(
        _ template: SpanTemplate,
        id: UInt64,
        to json: inout OTLPJSONBuffer
    ) {
        json.text(template.url.head)
        if let tail = template.url.tail {
            json.integer(id % 10_000_000)
            json.text(tail)
        }
    }

    /// Producer and consumer derive the same message from the producer's span id.
    private func writeMessage(_ producer: UInt64, to json: inout OTLPJSONBuffer) {
        var message = SplitMix64(seed: producer)
        json.openAttribute("messaging.message.id")
        json.uuid(&message)
        json.closeAttribute()
        json.openAttribute("messaging.destination.partition.id")
        json.integer(message.below(12))
        json.closeAttribute()
        json.attribute("messaging.kafka.offset", integer: message.below(1 << 32))
        json.attribute("messaging.message.body.size", integer: 180 + message.below(2_000))
    }

    private static let userAgent: [UInt8] = {
        var json = OTLPJSONBuffer()
        json.attribute(
            "user_agent.original",
            "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0"
        )
        return json.bytes
    }()
}

extension OTLPJSONBuffer {
    /// Appends an address of the cluster's network.
    mutating func ipAddress(_ host: UInt64) {
        text("10.42.")
        integer(host >> 8 & 0xFF)
        text(".")
        integer(host & 0xFF)
    }
}
