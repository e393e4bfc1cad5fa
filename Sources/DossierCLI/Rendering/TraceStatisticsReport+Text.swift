internal import Dossier
internal import DossierPrimitives

extension TraceStatisticsReport {
    /// A line for each trace, service and source.
    var requestTable: TextTable {
        var table = TextTable([
            .init("TRACE ID"), .init("SERVICE", isFlexible: true), .init("FROM"),
            .init("REQUESTS", .right), .init("ERRORS", .right), .init("ERROR RATE", .right),
            .init("AVERAGE", .right), .init("P95", .right),
        ])
        for trace in traces {
            for (source, aggregates) in [("metrics", trace.metrics), ("spans", trace.spans)] {
                for requests in aggregates?.requests ?? [] {
                    let isFailing = (requests.errorCount ?? 0) > 0
                    table.add([
                        .init(trace.trace), .init(requests.service, .source), .init(source, .faint),
                        .init(Self.text(requests.count)),
                        .init(Self.text(requests.errorCount), isFailing ? .failure : .faint),
                        .init(Self.text(requests.errorRate), isFailing ? .failure : .faint),
                        .init(Self.seconds(requests.averageSeconds)),
                        .init(Self.seconds(requests.p95Seconds)),
                    ])
                }
            }
        }
        return table
    }

    /// A line for each trace, business operation and source; nil if there are none.
    var operationTable: TextTable? {
        var table = TextTable([
            .init("TRACE ID"), .init("OPERATION", isFlexible: true),
            .init("TENANT", isFlexible: true), .init("FROM"), .init("COUNT", .right),
            .init("RATE /S", .right), .init("P95", .right),
        ])
        var isEmpty = true
        for trace in traces {
            for (source, aggregates) in [("metrics", trace.metrics), ("spans", trace.spans)] {
                for operations in aggregates?.operations ?? [] {
                    isEmpty = false
                    table.add([
                        .init(trace.trace), .init(operations.type, .source),
                        .init(operations.tenant), .init(source, .faint),
                        .init(Self.text(operations.count)), .init(Self.text(operations.rate)),
                        .init(Self.seconds(operations.p95Seconds)),
                    ])
                }
            }
        }
        return isEmpty ? nil : table
    }

    /// A line for each service.
    var serviceTable: TextTable {
        var table = TextTable([
            .init("SERVICE", isFlexible: true), .init("TRACES (METRICS)", .right),
            .init("TRACES (SPANS)", .right),
        ])
        for service in uniqueTraces {
            table.add([
                .init(service.service, .source), .init(CountText.grouped(service.metrics)),
                .init(CountText.grouped(service.spans)),
            ])
        }
        return table
    }

    private static func text(_ value: Double?) -> String {
        value.map { FloatText.formatted($0, digits: 4, verb: "g") } ?? "?"
    }

    private static func seconds(_ value: Double?) -> String {
        guard let value else { return "?" }
        let nanoseconds = (value * 1e9).rounded()
        guard let count = UInt64(exactly: nanoseconds) else { return text(value) + "s" }
        return Nanoseconds(count).text
    }
}
