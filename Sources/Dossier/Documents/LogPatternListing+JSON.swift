internal import DossierPrimitives

extension LogPatternListing {
    /// The document that `schema/pattern-listing.schema.json` describes.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.array("patterns", patterns) { json, pattern in
                json.object { pattern.write(to: &$0) }
            }
            json.integer("pattern_count", patternCount)
            json.integer("records", recordCount)
            json.integer("omitted_records", omittedRecordCount)
            window?.write("window", to: &json)
            against?.write("against", to: &json)
        }
        return json.takeBytes(endingLine: true)
    }
}

extension LogPatternWindow {
    fileprivate func write(_ key: String, to json: inout JSONWriter) {
        json.object(key) { json in
            json.string("start_time", start.rfc3339())
            json.string("end_time", end.rfc3339())
            json.integer("records", recordCount)
            json.string("first_stretch_unix_nano", "\(firstStretch.nanoseconds)")
            json.integer("step_nano", step.nanoseconds)
            json.integer("stretches", stretchCount)
        }
    }
}

extension LogPatternSummary {
    fileprivate func write(to json: inout JSONWriter) {
        json.string("pattern", text)
        json.integer("records", recordCount)
        json.double("share", share)
        json.string("first_time", firstTime?.rfc3339())
        json.string("last_time", lastTime?.rfc3339())
        if let change { json.object("change") { change.write(to: &$0) } }
        json.array("groups", groups) { json, group in
            json.object { json in
                json.string("service", group.service)
                json.string("level", group.level?.rawValue)
                json.integer("records", group.recordCount)
                json.array("counts", group.stretchCounts) { json, count in json.integer(count) }
            }
        }
        json.object("example") { json in
            json.string("time", example.effectiveTime?.rfc3339())
            json.string("trace_id", example.traceID?.hex)
            json.string("span_id", example.spanID?.hex)
            json.dynamicKey("body")
            json.plain(example.body, depth: 0)
        }
    }
}

extension LogPatternSummary.Change {
    fileprivate func write(to json: inout JSONWriter) {
        json.string("kind", kind.rawValue)
        json.double("per_second", rate)
        json.integer("records_before", recordCountBefore)
        json.double("per_second_before", rateBefore)
        json.double("deviation", deviation)
    }
}
