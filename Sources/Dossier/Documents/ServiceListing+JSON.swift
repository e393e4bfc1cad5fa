internal import DossierPrimitives

extension ServiceListing {
    /// The document that `schema/service-listing.schema.json` describes.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.integer("duplicate_spans", duplicateSpanCount)
            json.array("services", services) { json, service in
                json.object { json in
                    json.string("service", service.name)
                    write(
                        service.spanCount,
                        service.errorCount,
                        service.durations,
                        service.selfTime,
                        to: &json
                    )
                    json.array("operations", service.operations) { json, operation in
                        json.object { json in
                            json.string("operation", operation.name)
                            write(
                                operation.spanCount,
                                operation.errorCount,
                                operation.durations,
                                operation.selfTime,
                                to: &json
                            )
                        }
                    }
                }
            }
        }
        return json.takeBytes(endingLine: true)
    }

    private func write(
        _ spanCount: Int,
        _ errorCount: Int,
        _ durations: DurationQuantiles?,
        _ selfTime: Duration?,
        to json: inout JSONWriter
    ) {
        json.integer("spans", spanCount)
        json.integer("errors", errorCount)
        json.double("error_rate", spanCount > 0 ? Double(errorCount) / Double(spanCount) : 0)
        json.integer("p50_nano", durations?.p50.nanoseconds)
        json.integer("p95_nano", durations?.p95.nanoseconds)
        json.integer("p99_nano", durations?.p99.nanoseconds)
        json.integer("self_time_nano", selfTime?.nanoseconds)
    }
}
