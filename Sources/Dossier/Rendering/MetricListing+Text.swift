import DossierPrimitives

extension [MetricSummary] {
    /// A line for each metric.
    package var table: TextTable {
        var table = TextTable([
            .init("METRIC", isFlexible: true), .init("TYPE"), .init("UNIT"),
            .init("SERIES", .right), .init("OTLP NAME", isFlexible: true),
            .init("HELP", isFlexible: true),
        ])
        for metric in self {
            table.add([
                .init(metric.name, .source), .init(metric.type), .init(metric.unit),
                .init(CountText.grouped(metric.seriesCount)), .init(metric.rawName, .faint),
                .init(metric.help),
            ])
        }
        return table
    }

    /// `{"metrics": […]}` as `schema/metric-listing.schema.json` describes it.
    package var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.array("metrics", self) { json, metric in
                json.object { json in
                    json.string("name", metric.name)
                    json.string("type", metric.type)
                    json.string("unit", metric.unit)
                    json.string("help", metric.help)
                    json.string("otlp_name", metric.rawName)
                    json.integer("series", metric.seriesCount)
                }
            }
        }
        return json.takeBytes(endingLine: true)
    }
}

/// Lists of Prometheus' HTTP API.
package enum ListingJSON {
    /// The response object of `/api/v1/labels` and `/api/v1/label/NAME/values`.
    package static func response(_ values: [String]) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.string("status", "success")
            json.array("data", values) { $0.string($1) }
        }
        return json.takeBytes(endingLine: true)
    }

    /// The response object of `/api/v1/series`.
    package static func response(_ series: [[SeriesLabel]]) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.string("status", "success")
            json.array("data", series) { json, labels in
                json.object { json in
                    for label in labels { json.string(label.name, label.value) }
                }
            }
        }
        return json.takeBytes(endingLine: true)
    }
}
