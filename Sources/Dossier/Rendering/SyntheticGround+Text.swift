import DossierPrimitives

extension SyntheticIncident.Ground {
    /// What was written and what was planted, in a few lines.
    package var lines: [String] {
        var lines = [
            "wrote \(CountText.counted(traceCount, "trace"))"
                + " with \(CountText.counted(spanCount, "span"))"
                + " (\(CountText.counted(errorSpanCount, "error")))",
            "wrote \(CountText.counted(logRecordCount, "log record"))",
            "wrote \(CountText.counted(dataPointCount, "data point"))"
                + " with \(CountText.counted(exemplarCount, "exemplar"))",
        ]
        if let fault = plantedFault {
            lines += [
                "fault: \(fault.kind.rawValue) in \(fault.service) (instance \(fault.instance))",
                "       from \(UnixTime(fault.start).rfc3339(.seconds))"
                    + " to \(UnixTime(fault.end).rfc3339(.seconds))",
            ]
        } else {
            lines.append("fault: none")
        }
        return lines
    }

    /// The same as a JSON object: the answers against which an analysis can be checked.
    package func json(_ incident: SyntheticIncident) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.string("seed", "\(incident.seed)")
            json.integer("services", incident.serviceCount)
            json.integer("traces", traceCount)
            json.integer("spans", spanCount)
            json.integer("error_spans", errorSpanCount)
            json.integer("log_records", logRecordCount)
            json.integer("data_points", dataPointCount)
            json.integer("exemplars", exemplarCount)
            json.string("fault", (plantedFault?.kind ?? .none).rawValue)
            json.string("fault_service", plantedFault?.service)
            json.string("fault_instance", plantedFault?.instance)
            json.string("fault_start_time", plantedFault.map { UnixTime($0.start).rfc3339() })
            json.string("fault_end_time", plantedFault.map { UnixTime($0.end).rfc3339() })
            json.string("fault_start_unix_nano", plantedFault.map { "\($0.start)" })
            json.string("fault_end_unix_nano", plantedFault.map { "\($0.end)" })
        }
        return json.takeBytes(endingLine: true)
    }
}
