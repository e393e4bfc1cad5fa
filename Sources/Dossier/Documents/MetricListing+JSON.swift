internal import DossierPrimitives

extension MetricListing {
    /// The document that `schema/metric-listing.schema.json` describes.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.array("metrics", metrics) { json, metric in
                json.object { json in
                    json.string("name", metric.name)
                    json.string("type", metric.type.rawValue)
                    json.string("unit", metric.unit)
                    json.string("help", metric.help)
                    json.string("otlp_name", metric.rawName)
                    json.integer("series", metric.seriesCount)
                    if let separation = metric.separation {
                        json.object("kept_apart") { separation.write(to: &$0) }
                    }
                }
            }
            json.array("computed_from_spans", computedFromSpans) { $1.write(to: &$0) }
            json.array("computed_from_logs", computedFromLogs) { $1.write(to: &$0) }
        }
        return json.takeBytes(endingLine: true)
    }
}

extension ComputedMetric {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.string("name", name)
            json.string("type", type.rawValue)
            json.string("unit", unit)
            json.string("help", help)
        }
    }
}

extension SeriesSeparation {
    func write(to json: inout JSONWriter) {
        json.integer("series", seriesCount)
        json.array("resource_attributes", resourceAttributes) { $0.string($1) }
        json.bool("scope_labels", scopeLabels)
        json.array("labels", labels) { $0.string($1) }
    }
}
