internal import DossierPrimitives

extension IngestReport {
    /// The document that `schema/ingest-report.schema.json` describes.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.array("files", files) { json, file in
                json.object { json in
                    json.string("path", file.path)
                    json.integer("bytes", file.bytes)
                    json.string("status", file.status.rawValue)
                    json.integer("rejected", file.rejectedCount)
                    if let note = file.note { json.string("note", note) }
                    if !file.anomalies.isEmpty {
                        json.array("anomalies", file.anomalies) { json, anomaly in
                            json.object { anomaly.write(to: &$0) }
                        }
                    }
                    if !file.warnings.isEmpty {
                        json.array("warnings", file.warnings) { $0.string($1) }
                    }
                }
            }
            if !emptyFolders.isEmpty {
                json.array("empty_folders", emptyFolders) { $0.string($1) }
            }
            json.integer("spans", spans)
            json.integer("span_events", spanEvents)
            json.integer("span_links", spanLinks)
            json.integer("log_records", logRecords)
            json.integer("data_points", dataPoints)
            json.integer("exemplars", exemplars)
            json.integer("rejected", rejected)
            json.integer("bytes_read", bytesRead)
            json.double("seconds", elapsed.inSeconds)
        }
        return json.takeBytes(endingLine: true)
    }
}
