import DossierPrimitives

/// Metrics labelled with the ids of one request, as gateways of tool-calling agents export them.
///
/// Every sampled request makes series of its own, of three points each: the cardinality that a
/// store for incidents has to live with.
extension SimulatedMetricWriter {
    /// The bounds of `mcp_request_duration_seconds`, in milliseconds.
    private static let bounds: [UInt64] = [
        100, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000,
    ]

    mutating func addLabelledRequests(to lines: inout OTLPJSONLines) {
        let samples = metrics.labelledRequests.map(\.sample)
        let failed = samples.filter { $0.span.failure != .none }
        add(.labelledRequests, points: samples.count, to: &lines) { writer, json in
            for sample in samples {
                writer.writeLabels(of: sample, outcomeKey: "status", to: &json)
                json.member("asInt", fixed64: 1)
                json.endObject()
            }
        }
        add(.labelledErrors, points: failed.count, to: &lines) { writer, json in
            for sample in failed {
                writer.writeLabels(of: sample, outcomeKey: "error_type", to: &json)
                json.member("asInt", fixed64: 1)
                json.endObject()
            }
        }
        add(.labelledDurations, points: samples.count, to: &lines) { writer, json in
            for sample in samples {
                var histogram = ExplicitDurationHistogram(bounds: Self.bounds)
                histogram.record(sample)
                writer.writeLabels(of: sample, outcomeKey: "status", to: &json)
                writer.write(histogram, to: &json)
                json.endObject()
            }
        }
    }

    /// Begins a data point with its attributes and times.
    private func writeLabels(
        of sample: DurationSample,
        outcomeKey: StaticString,
        to json: inout JSONWriter
    ) {
        let template = system.templates[sample.span.template]
        json.beginObject()
        json.key("attributes")
        json.beginArray()
        json.attribute(
            "service_name",
            system.service(of: instance).name
        )
        json.openAttribute("trace_id")
        json.text(hex: sample.traceID.high)
        json.text(hex: sample.traceID.low)
        json.closeAttribute()
        json.openAttribute("span_id")
        json.text(hex: sample.span.id)
        json.closeAttribute()
        json.openAttribute("endpoint")
        json.text(template.label)
        json.closeAttribute()
        json.openAttribute(outcomeKey)
        json.text(sample.span.failure.label)
        json.closeAttribute()
        json.endArray()
        writeTimes(since: sample.span.start, to: &json)
    }
}

extension SimulatedSpan.Failure {
    fileprivate var label: StaticString {
        switch self {
        case .none: "success"
        case .raised: "exception"
        case .dependency: "dependency"
        case .timedOut: "timeout"
        }
    }
}
