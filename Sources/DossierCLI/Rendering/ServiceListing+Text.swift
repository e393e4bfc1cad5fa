internal import Dossier

extension ServiceListing {
    /// A line for each service, and for each of its operations one below.
    var table: TextTable {
        var table = TextTable([
            .init("SERVICE", isFlexible: true),
            .init("OPERATION", isFlexible: true),
            .init("SPANS", .right),
            .init("ERRORS", .right),
            .init("RATE", .right),
            .init("P50", .right),
            .init("P95", .right),
            .init("P99", .right),
            .init("SELF", .right),
        ])
        for service in services {
            let name = service.name ?? "?"
            table.add(
                [.init(name, .source), .init("(all)", .faint)]
                    + cells(
                        service.spanCount,
                        service.errorCount,
                        service.durations,
                        service.selfTime
                    )
            )
            for operation in service.operations {
                table.add(
                    [.init(name, .source), .init(operation.name)]
                        + cells(
                            operation.spanCount,
                            operation.errorCount,
                            operation.durations,
                            operation.selfTime
                        )
                )
            }
        }
        return table
    }

    private func cells(
        _ spanCount: Int,
        _ errorCount: Int,
        _ durations: DurationQuantiles?,
        _ selfTime: Duration?
    ) -> [TextTable.Cell] {
        let rate = spanCount > 0 ? Double(errorCount) / Double(spanCount) : 0
        return [
            .init(CountText.grouped(spanCount)),
            .init(CountText.grouped(errorCount), errorCount > 0 ? .failure : .faint),
            .init(percent(rate), errorCount > 0 ? .failure : .faint),
            .init(durations.map { Nanoseconds($0.p50).text } ?? "?"),
            .init(durations.map { Nanoseconds($0.p95).text } ?? "?"),
            .init(durations.map { Nanoseconds($0.p99).text } ?? "?"),
            .init(durations == nil ? "?" : selfTime.map { Nanoseconds($0).text } ?? "?"),
        ]
    }

    /// A share in hundredths with two decimals: `0.35 %`; what is not nothing is shown as such.
    private func percent(_ rate: Double) -> String {
        let parts = Int((rate * 10_000).rounded())
        guard parts > 0 || rate == 0 else { return "<0.01 %" }
        let decimals = parts % 100
        return "\(parts / 100).\(decimals < 10 ? "0" : "")\(decimals) %"
    }
}
