import DossierPrimitives

/// The attributes whose values differ from span to span.
extension SimulatedSpanWriter {
    func writeAttributes(
        _ span: SimulatedSpan,
        _ template: SpanTemplate,
        of trace: SimulatedTrace,
        _ details: inout SplitMix64,
        to json: inout JSONWriter
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
            json.rendered(template.codeAttributes)
            json.attribute("thread.id", integer: 20 + details.below(40))
            json.attribute("app.cpu.seconds", decimal: span.duration / 2_000, fractionDigits: 6)
            json.attribute("app.cache.hit", boolean: details.chance(0.8))
        case .job:
            json.rendered(template.codeAttributes)
            json.attribute("job.items", integer: details.below(500))
        }
    }

    private func writeServed(
        _ span: SimulatedSpan,
        _ template: SpanTemplate,
        _ details: inout SplitMix64,
        to json: inout JSONWriter
    ) {
        json.openAttribute("url.path")
        writeURL(template, id: details.next(), to: &json)
        json.closeAttribute()
        json.openAttribute("client.address")
        json.text(ipAddress: details.below(1 << 16))
        json.closeAttribute()
        writeOutcome(span, template, to: &json)
        json.attribute("thread.id", integer: 20 + details.below(40))
        if span.parent == nil {
            json.rendered(Self.userAgent)
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
            json.beginAttribute("app.experiments", "arrayValue")
            json.beginObject()
            json.key("values")
            json.beginArray()
            for _ in 0...details.below(3) {
                json.beginObject()
                json.key("stringValue")
                json.beginString()
                json.text("exp-")
                json.text(integer: 100 + details.below(40))
                json.endString()
                json.endObject()
            }
            json.endArray()
            json.endObject()
            json.endAttribute()
        }
    }

    private func writeCalled(
        _ span: SimulatedSpan,
        _ template: SpanTemplate,
        _ details: inout SplitMix64,
        to json: inout JSONWriter
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
        to json: inout JSONWriter
    ) {
        if let status = span.failure.responseStatus(success: template.successStatus) {
            json.attribute("http.response.status_code", integer: status)
            if span.failure != .none {
                json.openAttribute("error.type")
                json.text(integer: status)
                json.closeAttribute()
            }
        } else {
            json.attribute("error.type", "timeout")
        }
    }

    /// The id in the URL is a number of at most seven digits.
    private func writeURL(
        _ template: SpanTemplate,
        id: UInt64,
        to json: inout JSONWriter
    ) {
        json.text(template.url.head)
        if let tail = template.url.tail {
            json.text(integer: id % 10_000_000)
            json.text(tail)
        }
    }

    /// Producer and consumer derive the same message from the producer's span id.
    private func writeMessage(_ producer: UInt64, to json: inout JSONWriter) {
        var message = SplitMix64(seed: producer)
        json.openAttribute("messaging.message.id")
        json.text(uuid: &message)
        json.closeAttribute()
        json.openAttribute("messaging.destination.partition.id")
        json.text(integer: message.below(12))
        json.closeAttribute()
        json.attribute("messaging.kafka.offset", integer: message.below(1 << 32))
        json.attribute("messaging.message.body.size", integer: 180 + message.below(2_000))
    }

    private static let userAgent: [UInt8] = {
        var json = JSONWriter(escaping: .required)
        json.attribute(
            "user_agent.original",
            "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0"
        )
        return json.bytes
    }()
}
