internal import DossierPrimitives

extension LabelListing {
    /// The response of `/api/v1/labels` and `/api/v1/label/NAME/values` of Prometheus' HTTP API, as
    /// `schema/label-listing.schema.json` describes it.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.string("status", "success")
            json.array("data", values) { $0.string($1) }
        }
        return json.takeBytes(endingLine: true)
    }
}

extension SeriesListing {
    /// The response of `/api/v1/series` of Prometheus' HTTP API, as
    /// `schema/series-listing.schema.json` describes it.
    public func json() -> [UInt8] {
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
