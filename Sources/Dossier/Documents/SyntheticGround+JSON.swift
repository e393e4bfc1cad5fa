internal import DossierPrimitives

extension SyntheticIncident.Ground {
    /// The document that `schema/synthetic-ground.schema.json` describes: the answers against which
    /// an analysis can be checked.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.string("seed", "\(seed)")
            json.integer("services", serviceCount)
            json.integer("traces", traceCount)
            json.integer("spans", spanCount)
            json.integer("error_spans", errorSpanCount)
            json.integer("log_records", logRecordCount)
            json.integer("data_points", dataPointCount)
            json.integer("exemplars", exemplarCount)
            json.string("fault", (plantedFault?.kind ?? .none).rawValue)
            json.string("fault_service", plantedFault?.service)
            json.string("fault_instance", plantedFault?.instance)
            json.string("fault_start_time", plantedFault?.start.rfc3339())
            json.string("fault_end_time", plantedFault?.end.rfc3339())
            json.string("fault_start_unix_nano", plantedFault.map { "\($0.start.nanoseconds)" })
            json.string("fault_end_unix_nano", plantedFault.map { "\($0.end.nanoseconds)" })
        }
        return json.takeBytes(endingLine: true)
    }
}
