internal import DossierQuery
internal import DossierStore

extension DossierFile {
    /// Counts and times the spans of every service, and of every operation of it.
    ///
    /// Services are in the order of their names, operations too, by their UTF-8 bytes. Quantiles
    /// are exact. Takes about 20 bytes of memory for each span of the store while it runs.
    ///
    /// ```swift
    /// for service in try file.services() where service.errorRate > 0.01 {
    ///     print(service.name ?? "?", service.errorRate, service.durations?.p95 ?? 0)
    /// }
    /// ```
    ///
    /// With `detail` operations are told apart too, which takes another column of the spans and some
    /// more time.
    ///
    /// - Complexity: O(spans).
    public func services(
        detail: ServiceStatistics.Detail = .operations
    ) throws -> [ServiceStatistics] {
        let services = try SpanStatistics.all(by: .service, in: reader).sorted { left, right in
            isBefore(left.service, right.service)
        }
        guard detail == .operations else {
            return services.map { ServiceStatistics($0, operations: []) }
        }
        let operations = Dictionary(
            grouping: try SpanStatistics.all(by: .operation, in: reader),
            by: \.service
        )
        return services.map { service in
            let own = (operations[service.service] ?? []).sorted { left, right in
                isBefore(left.operation, right.operation)
            }
            return ServiceStatistics(service, operations: own.map(OperationStatistics.init))
        }
    }

    /// The spans and errors of every trace that has spans, by ascending id.
    ///
    /// ```swift
    /// let worst = try file.traceErrorRates().max { $0.errorRate < $1.errorRate }
    /// ```
    ///
    /// - Complexity: O(traces), without a look at the spans.
    public func traceErrorRates() throws -> [TraceErrorRate] {
        try reader.spanCounts().map { trace in
            TraceErrorRate(
                id: trace.id,
                spanCount: trace.spanCount,
                errorCount: trace.errorCount
            )
        }
    }
}

/// By bytes; nil comes last.
private func isBefore(_ left: [UInt8]?, _ right: [UInt8]?) -> Bool {
    guard let left else { return false }
    guard let right else { return true }
    return left.lexicographicallyPrecedes(right)
}

extension ServiceStatistics {
    init(_ service: SpanStatistics, operations: [OperationStatistics]) {
        self.init(
            name: service.service.map { String(decoding: $0, as: UTF8.self) },
            spanCount: service.spanCount,
            errorCount: service.errorCount,
            durations: service.durations.map(DurationQuantiles.init),
            operations: operations
        )
    }
}

extension OperationStatistics {
    init(_ operation: SpanStatistics) {
        self.init(
            name: String(decoding: operation.operation ?? [], as: UTF8.self),
            spanCount: operation.spanCount,
            errorCount: operation.errorCount,
            durations: operation.durations.map(DurationQuantiles.init)
        )
    }
}

extension DurationQuantiles {
    init(_ quantiles: DossierQuery.DurationQuantiles) {
        self.init(p50: quantiles.p50, p95: quantiles.p95, p99: quantiles.p99)
    }
}
