internal import DossierPrimitives

extension LogQLResult {
    /// The response of `/loki/api/v1/query` and `/loki/api/v1/query_range` of Loki's HTTP API, with
    /// empty statistics.
    public func lokiJSON() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.string("status", "success")
            json.object("data") { json in
                json.string("resultType", resultType)
                writeResult(to: &json)
                json.object("stats") { _ in }
            }
        }
        return json.takeBytes(endingLine: true)
    }

    private var resultType: String {
        switch self {
        case .streams: "streams"
        case .matrix: "matrix"
        case .vector: "vector"
        case .scalar: "scalar"
        }
    }

    private func writeResult(to json: inout JSONWriter) {
        switch self {
        case .streams(let streams):
            json.array("result", streams) { json, stream in
                json.object { json in
                    json.labels("stream", stream.labels)
                    json.array("values", stream.entries) { json, entry in
                        json.array(nil, ["\(entry.nanoseconds)", entry.line]) { $0.string($1) }
                    }
                }
            }
        case .matrix(let series):
            json.array("result", series) { json, one in
                json.object { json in
                    json.labels("metric", one.labels)
                    json.array("values", one.points) { $0.point($1) }
                }
            }
        case .vector(let series):
            json.array("result", series) { json, one in
                json.object { json in
                    json.labels("metric", one.labels)
                    if let point = one.points.first {
                        json.key("value")
                        json.point(point)
                    }
                }
            }
        case .scalar(let point):
            json.key("result")
            json.point(point)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func labels(_ name: String, _ labels: [SeriesLabel]) {
        object(name) { json in
            for label in labels { json.string(label.name, label.value) }
        }
    }

    fileprivate mutating func point(_ point: LogQLResult.Point) {
        sample(point.nanoseconds / 1_000_000, point.value)
    }
}
