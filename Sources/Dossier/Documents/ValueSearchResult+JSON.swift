internal import DossierPrimitives

extension ValueSearchResult {
    /// The document that `schema/find-result.schema.json` describes.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.array("values", values) { json, value in
                json.object { value.write(to: &$0) }
            }
            json.object("searched") { json in
                json.integer("spans", searched.spans)
                json.integer("events", searched.events)
                json.integer("links", searched.links)
                json.integer("log_records", searched.logRecords)
                json.integer("series", searched.series)
                json.integer("exemplars", searched.exemplars)
            }
        }
        return json.takeBytes(endingLine: true)
    }
}

extension FoundValue {
    fileprivate func write(to json: inout JSONWriter) {
        json.string("value", value)
        json.bool("in_other_case", occursInOtherCase)
        json.times(firstTime, lastTime)
        json.array("places", places) { json, place in
            json.object { place.write(to: &$0) }
        }
        json.integer("trace_count", traceCount)
        json.array("traces", traces) { json, trace in
            json.object { trace.write(to: &$0) }
        }
    }
}

extension ValueOccurrence {
    fileprivate func write(to json: inout JSONWriter) {
        json.string("row", row.rawValue)
        json.string("part", part.rawValue)
        json.string("key", key)
        json.string("path", path)
        json.array("types", types) { json, type in json.string(type.rawValue) }
        json.integer("rows", rowCount)
        json.integer("data_points", dataPointCount)
        json.integer("traces", traceCount)
        json.times(firstTime, lastTime)
        json.string("traceql", expression?.description)
        json.string("promql", selector)
    }
}

extension JSONWriter {
    fileprivate mutating func times(_ first: Timestamp?, _ last: Timestamp?) {
        string("first_unix_nano", first.map { "\($0.nanoseconds)" })
        string("last_unix_nano", last.map { "\($0.nanoseconds)" })
    }
}
