internal import Dossier

extension SyntheticIncident.Ground {
    /// What was written and what was planted, in a few lines.
    var lines: [String] {
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
                "       from \(fault.start.rfc3339(.seconds))"
                    + " to \(fault.end.rfc3339(.seconds))",
            ]
        } else {
            lines.append("fault: none")
        }
        return lines
    }
}
