internal import DossierPromQL

extension QueryResult {
    /// The response object of Prometheus' HTTP API.
    package var json: [UInt8] {
        var json = JSONText()
        json.object { json in
            json.string("status", "success")
            json.object("data") { json in
                json.string("resultType", kind)
                writeResult(to: &json)
            }
            if !warnings.isEmpty { json.array("warnings", warnings) { $0.string(nil, $1) } }
            if !infos.isEmpty { json.array("infos", infos) { $0.string(nil, $1) } }
        }
        return json.takeBytes(endingLine: true)
    }

    private var kind: String {
        switch value {
        case .scalar: "scalar"
        case .string: "string"
        case .vector: "vector"
        case .matrix: "matrix"
        }
    }

    private func writeResult(to json: inout JSONText) {
        switch value {
        case .scalar(let point): json.pair("result", point)
        case .string(let text, let time):
            json.open("[", "result")
            json.timestamp(time)
            json.string(nil, text)
            json.close("]")
        case .vector(let series):
            json.array("result", series) { json, one in
                json.object { json in
                    json.labels(one.labels)
                    guard let point = one.points.first else { return }
                    json.pair(point.number == nil ? "histogram" : "value", point)
                }
            }
        case .matrix(let series):
            json.array("result", series) { json, one in
                json.object { json in
                    json.labels(one.labels)
                    let numbers = one.points.lazy.filter { $0.number != nil }
                    let histograms = one.points.lazy.filter { $0.number == nil }
                    if !numbers.isEmpty { json.array("values", numbers) { $0.pair(nil, $1) } }
                    if !histograms.isEmpty {
                        json.array("histograms", histograms) { $0.pair(nil, $1) }
                    }
                }
            }
        }
    }
}

extension JSONText {
    fileprivate mutating func labels(_ labels: [SeriesLabel]) {
        object("metric") { json in
            for label in labels { json.string(label.name, label.value) }
        }
    }

    /// A time and a value.
    fileprivate mutating func pair(_ key: String?, _ point: QueryPoint) {
        switch point.value {
        case .number(let number):
            sample(key, point.time, number)
        case .histogram(let histogram):
            open("[", key)
            timestamp(point.time)
            self.histogram(histogram)
            close("]")
        }
    }

    private mutating func histogram(_ histogram: QueryHistogram) {
        object { json in
            json.string("count", QueryNumber.text(histogram.count))
            json.string("sum", QueryNumber.text(histogram.sum))
            guard !histogram.buckets.isEmpty else { return }
            json.array("buckets", histogram.buckets) { json, bucket in
                json.open("[")
                json.integer(nil, bucket.boundaryRule)
                json.string(nil, QueryNumber.text(bucket.lower))
                json.string(nil, QueryNumber.text(bucket.upper))
                json.string(nil, QueryNumber.text(bucket.count))
                json.close("]")
            }
        }
    }

    /// Seconds with milliseconds, if there are any.
    fileprivate mutating func timestamp(_ milliseconds: Int64) {
        literal(nil, QueryNumber.seconds(milliseconds))
    }
}

extension QueryHistogram.Bucket {
    /// Prometheus' number for which bounds belong to the bucket.
    fileprivate var boundaryRule: Int {
        switch (includesLower, includesUpper) {
        case (false, true): 0
        case (true, false): 1
        case (false, false): 2
        case (true, true): 3
        }
    }
}

/// Numbers as Prometheus' HTTP API prints them.
package enum QueryNumber {
    package static func text(_ value: Double) -> String {
        let magnitude = value.magnitude
        guard value.isFinite, magnitude != 0, magnitude < 1e-6 || magnitude >= 1e21 else {
            return FloatText.decimal(value)
        }
        return FloatText.general(value)
    }

    /// Seconds since the Unix epoch.
    package static func seconds(_ milliseconds: Int64) -> String {
        let magnitude = milliseconds.magnitude
        let fraction = magnitude % 1000
        let sign = milliseconds < 0 ? "-" : ""
        guard fraction != 0 else { return "\(sign)\(magnitude / 1000)" }
        let digits = String(fraction)
        let padding = String(repeating: "0", count: 3 - digits.utf8.count)
        return "\(sign)\(magnitude / 1000).\(padding)\(digits)"
    }
}
