internal import DossierPrimitives

extension TraceListing {
    /// The document that `schema/trace-listing.schema.json` describes.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.array("traces", traces) { json, trace in
                json.object { trace.write(to: &$0) }
            }
            json.integer("match_count", matchCount)
            json.integer("duplicate_spans", duplicateSpanCount)
        }
        return json.takeBytes(endingLine: true)
    }
}

extension TraceSummary {
    func write(to json: inout JSONWriter) {
        json.string("trace_id", id.hex)
        json.string("start_time", startTime?.rfc3339())
        json.string("start_unix_nano", startTime.map { "\($0.nanoseconds)" })
        json.string("end_unix_nano", endTime.map { "\($0.nanoseconds)" })
        json.integer("duration_nano", duration?.nanoseconds)
        json.string("root_service", rootService)
        json.string("root_name", rootName)
        json.bool("incomplete", isIncomplete)
        json.integer("spans", spanCount)
        json.integer("errors", errorCount)
        json.integer("log_records", logRecordCount)
    }
}
