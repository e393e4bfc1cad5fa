internal import DossierColumns
import DossierPrimitives

extension TraceListing {
    /// The traces as a table, newest first.
    package var table: TextTable {
        var table = TextTable([
            .init("TRACE ID"),
            .init("START"),
            .init("DURATION", .right),
            .init("SERVICE", isFlexible: true),
            .init("NAME", isFlexible: true),
            .init("SPANS", .right),
            .init("ERRORS", .right),
            .init("LOGS", .right),
        ])
        for trace in traces {
            table.add([
                .init(trace.id.hex),
                .init(trace.startTime.map { UnixTime($0).rfc3339(.milliseconds) } ?? "?"),
                .init(trace.duration.map { Nanoseconds($0).text } ?? "?"),
                .init(trace.rootService ?? "?", .source),
                .init(trace.rootName ?? "?"),
                .init(CountText.grouped(trace.spanCount)),
                .init(
                    CountText.grouped(trace.errorCount),
                    trace.errorCount > 0 ? .failure : .faint
                ),
                .init(CountText.grouped(trace.logRecordCount)),
            ])
        }
        return table
    }

    /// How much of what matches is shown, where that is not all; nil if it is.
    package var cutNote: String? {
        guard isCut else { return nil }
        return "\(CountText.grouped(traces.count)) of "
            + "\(CountText.counted(matchCount, "trace")); --limit N shows more"
    }

    /// `{"traces": […], "match_count": 2475}`: times in RFC 3339 and in nanoseconds as text.
    package var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.array("traces", traces) { json, trace in
                json.object { trace.write(to: &$0) }
            }
            json.integer("match_count", matchCount)
        }
        return json.takeBytes(endingLine: true)
    }
}

extension TraceSummary {
    fileprivate func write(to json: inout JSONWriter) {
        json.string("trace_id", id.hex)
        json.string("start_time", startTime.map { UnixTime($0).rfc3339() })
        json.string("start_unix_nano", startTime.map { "\($0)" })
        json.string("end_unix_nano", endTime.map { "\($0)" })
        json.integer("duration_nano", duration)
        json.string("root_service", rootService)
        json.string("root_name", rootName)
        json.integer("spans", spanCount)
        json.integer("errors", errorCount)
        json.integer("log_records", logRecordCount)
    }
}
