internal import DossierPrimitives

extension StoreSummary {
    /// The document that `schema/store-summary.schema.json` describes.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.string("path", path)
            json.integer("format_version", formatVersion)
            json.integer("file_bytes", fileBytes)
            json.integer("long_text_bytes", longTextBytes)
            json.integer("traces", traceCount)
            json.integer("rejected", rejectedCount)
            json.string("start_time", timeRange?.lowerBound.rfc3339())
            json.string("end_time", timeRange?.upperBound.rfc3339())
            json.string("start_unix_nano", timeRange.map { "\($0.lowerBound.nanoseconds)" })
            json.string("end_unix_nano", timeRange.map { "\($0.upperBound.nanoseconds)" })
            json.array("time_outliers", timeOutliers) { json, outliers in
                json.object { outliers.write(to: &$0) }
            }
            writeLists(to: &json)
        }
        return json.takeBytes(endingLine: true)
    }

    private func writeLists(to json: inout JSONWriter) {
        json.array("signals", tables) { json, table in
            json.object { json in
                json.string("name", table.name)
                json.integer("rows", table.rows)
                json.integer("bytes", table.bytes)
                json.array("columns", table.columns) { json, column in
                    json.object { json in
                        json.string("name", column.name)
                        json.integer("values", column.values)
                        json.integer("bytes", column.bytes)
                        json.integer("raw_bytes", column.rawBytes)
                    }
                }
            }
        }
        json.array("services", services) { json, service in
            json.object { json in
                json.string("name", service.name)
                json.integer("resources", service.resources)
            }
        }
        json.array("metrics", metrics) { json, metric in
            json.object { json in
                json.string("name", metric.name)
                json.string("unit", metric.unit)
                json.string("type", metric.kind.rawValue)
                json.integer("series", metric.series)
            }
        }
        json.array("kept_apart", separations) { json, separation in
            json.object { json in
                json.string("metric", separation.metric)
                separation.write(to: &json)
            }
        }
        json.array("inputs", inputs) { json, input in
            json.object { json in
                json.string("path", input.path)
                json.integer("bytes", input.bytes)
                json.bool("complete", input.isFinished)
                json.integer("spans", input.spans)
                json.integer("log_records", input.logRecords)
                json.integer("data_points", input.dataPoints)
                json.integer("rejected", input.rejected)
                json.array("anomalies", input.anomalies) { json, anomaly in
                    json.object { anomaly.write(to: &$0) }
                }
            }
        }
    }
}

extension TimeOutliers {
    fileprivate func write(to json: inout JSONWriter) {
        json.string("rows", rows)
        json.integer("count", count)
        json.string("start_time", timeRange.lowerBound.rfc3339())
        json.string("end_time", timeRange.upperBound.rfc3339())
        json.string("likely_unit", likelyUnit?.rawValue)
    }
}
