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
                }
            }
        }
        return json.takeBytes(endingLine: true)
    }
}
