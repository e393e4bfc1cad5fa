internal import DossierPrimitives

extension TraceSearchResult {
    /// The document that `schema/trace-listing.schema.json` describes, with the spans that match.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.array("traces", traces) { json, trace in
                json.object { json in
                    trace.summary.write(to: &json)
                    json.array("spansets", trace.spansets) { json, spanset in
                        json.object { spanset.write(to: &$0) }
                    }
                }
            }
            json.integer("match_count", matchCount)
        }
        return json.takeBytes(endingLine: true)
    }
}

extension MatchedSpanset {
    fileprivate func write(to json: inout JSONWriter) {
        json.members("attributes", attributes)
        json.integer("match_count", matchCount)
        json.array("spans", spans) { json, span in json.object { span.write(to: &$0) } }
    }
}

extension MatchedSpan {
    fileprivate func write(to json: inout JSONWriter) {
        json.string("span_id", id?.hex)
        json.string("name", name)
        json.string("service", service)
        json.string("start_unix_nano", startTime.map { "\($0.nanoseconds)" })
        json.integer("duration_nano", duration.nanoseconds)
        json.bool("error", isError)
        json.members("attributes", attributes)
    }
}

extension JSONWriter {
    fileprivate mutating func members(_ key: String, _ attributes: [Attribute]) {
        array(key, attributes) { json, attribute in
            json.object { json in
                json.string("key", attribute.key)
                json.dynamicKey("value")
                json.found(attribute.value)
            }
        }
    }

    /// Recursion ends with arrays, which hold single values.
    private mutating func found(_ value: AttributeValue) {
        switch value {
        case .string(let text), .json(let text): string(text)
        case .bool(let flag): bool(flag)
        case .int(let number): integer(number)
        case .double(let number) where number.isFinite: double(number)
        case .double(let number): string("\(number)")
        case .array(let values): array(nil, values) { json, value in json.found(value) }
        case .empty, .bytes, .list: null()
        }
    }
}
