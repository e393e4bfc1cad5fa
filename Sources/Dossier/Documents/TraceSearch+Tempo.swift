internal import DossierPrimitives

extension TraceSearchResult {
    /// The answer that Tempo gives to a search, as protobuf JSON: whole numbers of 64 bits are texts,
    /// and fields that are zero are left out.
    public func tempoJSON() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.array("traces", traces) { json, trace in json.object { trace.write(to: &$0) } }
            json.object("metrics") { json in json.integer("inspectedTraces", matchCount) }
        }
        return json.takeBytes(endingLine: true)
    }
}

extension MatchedTrace {
    fileprivate func write(to json: inout JSONWriter) {
        json.string("traceID", Self.withoutZeros(summary.id.hex))
        json.string(
            "rootServiceName",
            rootService.isEmpty ? "<root span not yet received>" : rootService
        )
        if !rootName.isEmpty { json.string("rootTraceName", rootName) }
        if let spanTimes {
            json.string("startTimeUnixNano", "\(spanTimes.lowerBound.nanoseconds)")
            let duration = spanTimes.upperBound - spanTimes.lowerBound
            let milliseconds = duration.nanoseconds / 1_000_000
            if milliseconds > 0 { json.integer("durationMs", milliseconds) }
        }
        if let first = spansets.first {
            json.object("spanSet") { first.write(to: &$0) }
        }
        json.array("spanSets", spansets) { json, spanset in
            json.object { spanset.write(to: &$0) }
        }
        json.object("serviceStats") { json in
            for service in services {
                json.object(service.name) { json in
                    json.integer("spanCount", service.spanCount)
                    if service.errorCount > 0 { json.integer("errorCount", service.errorCount) }
                }
            }
        }
    }

    private static func withoutZeros(_ id: String) -> String { String(id.drop { $0 == "0" }) }
}

extension MatchedSpanset {
    fileprivate func write(to json: inout JSONWriter) {
        json.array("spans", spans) { json, span in json.object { span.write(to: &$0) } }
        json.integer("matched", matchCount)
        if !attributes.isEmpty { json.attributes("attributes", attributes) }
    }
}

extension MatchedSpan {
    fileprivate func write(to json: inout JSONWriter) {
        json.string("spanID", id?.hex ?? "0000000000000000")
        if isNameNamed, !name.isEmpty { json.string("name", name) }
        if let startTime { json.string("startTimeUnixNano", "\(startTime.nanoseconds)") }
        if duration > .zero { json.string("durationNanos", "\(duration.nanoseconds)") }
        if !tempoAttributes.isEmpty { json.attributes("attributes", tempoAttributes) }
    }
}

extension TraceMetricsResult {
    /// The answer that Tempo gives to a metrics query, as protobuf JSON: with samples of a range, or
    /// with the value of an instant.
    public func tempoJSON() -> [UInt8] { tempoJSON(missing: nil) }

    /// The same, with what is missing in the result.
    package func tempoJSON(missing message: String?) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.array("series", series) { json, series in
                json.object { series.write(to: &$0, isInstant: isInstant) }
            }
            json.object("metrics") { _ in }
            if let message {
                json.string("status", "PARTIAL")
                json.string("message", message)
            }
        }
        return json.takeBytes(endingLine: true)
    }
}

extension TraceMetricsResult.Series {
    fileprivate func write(to json: inout JSONWriter, isInstant: Bool) {
        json.attributes("labels", labels)
        if isInstant {
            json.double("value", points.first?.value ?? 0)
            return
        }
        json.array("samples", points) { json, point in
            json.object { json in
                json.string("timestampMs", "\(point.milliseconds)")
                if point.value != 0 { json.double("value", point.value) }
            }
        }
        guard !exemplars.isEmpty else { return }
        json.array("exemplars", exemplars) { json, exemplar in
            json.object { json in
                json.attributes("labels", exemplar.labels)
                if exemplar.value != 0 { json.double("value", exemplar.value) }
                json.string("timestampMs", "\(exemplar.time.milliseconds)")
            }
        }
    }
}

extension SpanExemplar {
    /// By the names that TraceQL has for them.
    fileprivate var labels: [Attribute] {
        let trace = Attribute(key: "trace:id", value: .string(trace.hex))
        return [trace] + (span.map { [Attribute(key: "span:id", value: .string($0.hex))] } ?? [])
    }
}

extension JSONWriter {
    fileprivate mutating func attributes(_ key: String, _ attributes: [Attribute]) {
        array(key, attributes) { json, attribute in
            json.object { json in
                json.string("key", attribute.key)
                json.object("value") { $0.tempoValue(attribute.value) }
            }
        }
    }

    /// The member of an `AnyValue`.
    ///
    /// Recursion ends with arrays, which hold single values.
    private mutating func tempoValue(_ value: AttributeValue) {
        switch value {
        case .string(let text), .json(let text): string("stringValue", text)
        case .bool(let flag): bool("boolValue", flag)
        case .int(let number): string("intValue", "\(number)")
        case .double(let number): double("doubleValue", number)
        case .array(let values):
            object("arrayValue") { json in
                json.array("values", values) { json, value in json.object { $0.tempoValue(value) } }
            }
        case .empty, .bytes, .list: string("stringValue", "")
        }
    }
}
