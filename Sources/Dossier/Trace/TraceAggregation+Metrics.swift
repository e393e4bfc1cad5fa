internal import DossierMetricView
internal import DossierPromQL
internal import DossierPromQLSyntax

extension TraceAggregation {
    /// From metrics labelled with traces: exact increases from the first to the last point.
    ///
    /// `trace` is the trace that is wanted; nil for all. `end` is the time of the last point.
    init(of trace: [UInt8]?, in samples: StoreSamples, end: Int64) throws {
        let query = StoreQuery(samples, features: .extensions)
        let matcher =
            trace.map { "trace_id=\"\(String(decoding: $0, as: UTF8.self))\"" } ?? "trace_id!=\"\""
        func sums(_ metric: String, by labels: String) -> String {
            // All that was ever counted: the window begins in 1970.
            "sum by (trace_id, \(labels)) (increase_exact(\(metric){\(matcher)}[\(end)ms]))"
        }
        func values(_ text: String) throws -> [(labels: Labels, value: Double)] {
            guard case .vector(let samples) = try query.evaluate(text, at: end).value else {
                return []
            }
            return samples.compactMap { sample in
                guard case .float(let value) = sample.point else { return nil }
                return (sample.labels, value)
            }
        }
        for (labels, value) in try values(sums("mcp_requests_total", by: "service_name")) {
            requests[ServiceKey(labels), default: Requests()].count = value
        }
        for (labels, value) in try values(sums("mcp_errors_total", by: "service_name")) {
            requests[ServiceKey(labels), default: Requests()].errorCount = value
        }
        let duration = "mcp_request_duration_seconds"
        for (labels, value) in try values(sums("\(duration)_sum", by: "service_name")) {
            requests[ServiceKey(labels), default: Requests()].durationSum = value
        }
        for (labels, value) in try values(sums("\(duration)_count", by: "service_name")) {
            requests[ServiceKey(labels), default: Requests()].durationCount = value
        }
        let buckets = sums("\(duration)_bucket", by: "service_name, le")
        for (labels, value) in try values("histogram_quantile(0.95, \(buckets))") {
            requests[ServiceKey(labels), default: Requests()].p95 = value
        }
        let labels = "operation_type, tenant_id"
        for (labels, value) in try values(sums("mcp_business_operations_total", by: labels)) {
            operations[OperationKey(labels), default: Operations()].count = value
        }
        let operationBuckets = sums("mcp_operation_duration_seconds_bucket", by: "\(labels), le")
        for (labels, value) in try values("histogram_quantile(0.95, \(operationBuckets))") {
            operations[OperationKey(labels), default: Operations()].p95 = value
        }
    }
}

extension TraceAggregation.ServiceKey {
    fileprivate init(_ labels: Labels) {
        trace = labels[Array("trace_id".utf8)] ?? []
        service = labels[Array("service_name".utf8)] ?? []
    }
}

extension TraceAggregation.OperationKey {
    fileprivate init(_ labels: Labels) {
        trace = labels[Array("trace_id".utf8)] ?? []
        type = labels[Array("operation_type".utf8)] ?? []
        tenant = labels[Array("tenant_id".utf8)] ?? []
    }
}
