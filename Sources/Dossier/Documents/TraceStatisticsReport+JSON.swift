internal import DossierPrimitives

extension TraceStatisticsReport {
    /// The document that `schema/trace-statistics.schema.json` describes.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.double("window_seconds", windowSeconds)
            json.integer("duplicate_spans", duplicateSpanCount)
            json.array("traces", traces) { json, trace in
                json.object { json in
                    json.string("trace_id", trace.trace)
                    json.aggregates("metrics", trace.metrics)
                    json.aggregates("spans", trace.spans)
                }
            }
            json.array("unique_traces", uniqueTraces) { json, service in
                json.object { json in
                    json.string("service", service.service)
                    json.integer("metrics", service.metrics)
                    json.integer("spans", service.spans)
                }
            }
        }
        return json.takeBytes(endingLine: true)
    }
}

extension JSONWriter {
    fileprivate mutating func aggregates(_ key: String, _ value: TraceStatistics.Aggregates?) {
        guard let value else {
            string(key, nil)
            return
        }
        object(key) { json in
            json.array("requests", value.requests) { json, requests in
                json.object { json in
                    json.string("service", requests.service)
                    json.number("count", requests.count)
                    json.number("errors", requests.errorCount)
                    json.number("error_rate", requests.errorRate)
                    json.number("average_duration", requests.averageSeconds)
                    json.number("p95_duration", requests.p95Seconds)
                }
            }
            json.array("operations", value.operations) { json, operations in
                json.object { json in
                    json.string("operation_type", operations.type)
                    json.string("tenant_id", operations.tenant)
                    json.number("count", operations.count)
                    json.number("rate", operations.rate)
                    json.number("p95_duration", operations.p95Seconds)
                }
            }
        }
    }

    private mutating func number(_ key: String, _ value: Double?) {
        double(key, value ?? .nan)
    }
}
