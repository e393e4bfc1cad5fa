internal import DossierPrimitives

extension LabelListing {
    /// The response of `/api/v1/labels` and `/api/v1/label/NAME/values` of Prometheus' HTTP API, as
    /// `schema/label-listing.schema.json` describes it.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.string("status", "success")
            json.array("data", values) { $0.string($1) }
            json.notes("warnings", warnings)
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
            json.notes("warnings", warnings)
        }
        return json.takeBytes(endingLine: true)
    }
}

extension ExemplarListing {
    /// The response of `/api/v1/query_exemplars` of Prometheus' HTTP API.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.string("status", "success")
            json.array("data", series) { json, series in
                json.object { json in
                    json.object("seriesLabels") { json in
                        for label in series.labels { json.string(label.name, label.value) }
                    }
                    json.array("exemplars", series.exemplars) { json, exemplar in
                        json.object { exemplar.write(to: &$0) }
                    }
                }
            }
            json.notes("warnings", warnings)
        }
        return json.takeBytes(endingLine: true)
    }
}

extension MetricExemplar {
    fileprivate func write(to json: inout JSONWriter) {
        json.object("labels") { json in
            for label in labels { json.string(label.name, label.value) }
        }
        json.string("value", QueryNumber.text(value))
        json.key("timestamp")
        json.beginValue()
        json.bytes += QueryNumber.seconds(milliseconds).utf8
    }
}

extension JSONWriter {
    /// A list of notes, if there are any.
    mutating func notes(_ key: String, _ notes: [String]) {
        if !notes.isEmpty { array(key, notes) { $0.string($1) } }
    }
}
