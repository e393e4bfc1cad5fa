internal import Dossier
internal import DossierPrimitives

/// The metrics of Jaeger's page for monitoring, from the spans of the stores.
struct JaegerMetrics {
    static let routes: [Route] = [
        route("/api/metrics/latencies") { parameters, fields in
            guard let text = fields.filled("quantile"), let quantile = Double(text),
                quantile > 0, quantile <= 1
            else {
                throw HTTPFailure.unparsable("quantile", "please provide a quantile between (0, 1]")
            }
            return JaegerMetrics(
                name: "latencies",
                help: "\(FloatText.decimal(quantile))th quantile latency",
                // Seconds become milliseconds, which Jaeger's page expects.
                expression: "1000 * histogram_quantile(\(FloatText.decimal(quantile)), "
                    + parameters.rate(of: "traces_spanmetrics_latency_bucket", by: ["le"]) + ")",
                isSum: false
            )
        },
        route("/api/metrics/calls") { parameters, _ in
            JaegerMetrics(
                name: "call_rate",
                help: "calls/sec",
                expression: parameters.rate(of: calls),
                isSum: true
            )
        },
        route("/api/metrics/errors") { parameters, _ in
            let all = parameters.rate(of: calls)
            let failed = parameters.rate(of: calls, where: [#"status_code="STATUS_CODE_ERROR""#])
            return JaegerMetrics(
                name: "error_rate",
                help: "error rate, computed as a fraction of errors/sec over calls/sec",
                expression: "(\(failed) or 0 * \(all)) / \(all)",
                isSum: false
            )
        },
    ]

    private static let calls = "traces_spanmetrics_calls_total"

    /// The name without what it is grouped by.
    let name: String
    let help: String
    /// PromQL over the metrics computed from spans.
    let expression: String
    /// Whether values of several stores add up.
    let isSum: Bool

    private static func route(
        _ path: String,
        _ metrics:
            @escaping @Sendable (
                JaegerMetricsParameters, FormFields
            ) throws -> JaegerMetrics
    ) -> Route {
        Route(.get, path, errors: .jaeger) { request in
            let parameters = try JaegerMetricsParameters(request.query)
            return try metrics(parameters, request.query).response(parameters, request)
        }
    }

    private func response(
        _ parameters: JaegerMetricsParameters,
        _ request: HTTPRequest
    ) throws -> HTTPResponse {
        var values: [[SeriesLabel]: [Int64: Double]] = [:]
        let answers = try series(parameters, request)
        for series in answers.all.flatMap(\.answer) {
            for point in series.points {
                guard let number = point.number else { continue }
                let time = point.milliseconds
                guard let known = values[series.labels]?[time] else {
                    values[series.labels, default: [:]][time] = number
                    continue
                }
                guard isSum else {
                    throw HTTPFailure(
                        501,
                        "several stores have spans of these services; ask one, below /stores/NAME"
                    )
                }
                values[series.labels]?[time] = known + number
            }
        }
        return HTTPResponse.json(document(values, parameters)).warning(of: answers.failures)
    }

    private func series(
        _ parameters: JaegerMetricsParameters,
        _ request: HTTPRequest
    ) throws -> StoreSelection.Answers<[QuerySeries]> {
        try request.stores.answers { file -> [QuerySeries] in
            guard let window = try parameters.window(of: file) else { return [] }
            let query = PromQLQuery(expression, range: window, step: parameters.step)
            let result = try file.query(query, isCancelled: request.isCancelled)
            guard case .matrix(let series) = result.value else { return [] }
            return series
        }
    }

    /// A `MetricFamily` of OpenMetrics, as Protobuf writes it in JSON.
    private func document(
        _ values: [[SeriesLabel]: [Int64: Double]],
        _ parameters: JaegerMetricsParameters
    ) -> [UInt8] {
        let isByOperation = parameters.groupsByOperation
        var json = JSONWriter()
        json.object { json in
            json.string("name", "service_" + (isByOperation ? "operation_" : "") + name)
            json.string("type", "GAUGE")
            let grouping = "grouped by service" + (isByOperation ? " & operation" : "")
            json.string("help", "\(help), \(grouping)")
            let sorted = values.sorted { left, right in
                left.key.map(\.value).lexicographicallyPrecedes(right.key.map(\.value))
            }
            json.array("metrics", sorted) { json, metric in
                json.object { json in
                    json.array("labels", metric.key) { Self.write($1, to: &$0) }
                    json.array("metricPoints", metric.value.sorted { $0.key < $1.key }) {
                        Self.write($1.value, at: $1.key, to: &$0)
                    }
                }
            }
        }
        return json.takeBytes()
    }

    private static func write(_ label: SeriesLabel, to json: inout JSONWriter) {
        json.object { json in
            json.string("name", label.name == "service" ? "service_name" : "operation")
            json.string("value", label.value)
        }
    }

    private static func write(_ value: Double, at time: Int64, to json: inout JSONWriter) {
        json.object { json in
            json.object("gaugeValue") { json in
                if value.isFinite {
                    json.double("doubleValue", value)
                } else {
                    let text = value.isNaN ? "NaN" : value > 0 ? "Infinity" : "-Infinity"
                    json.string("doubleValue", text)
                }
            }
            json.string("timestamp", Timestamp(milliseconds: time).rfc3339(.milliseconds))
        }
    }
}
