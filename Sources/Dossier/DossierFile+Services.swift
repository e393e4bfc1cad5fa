internal import DossierQuery
internal import DossierStore

extension DossierFile {
    /// Counts and times the spans of every service, and of every operation of it.
    ///
    /// Services are in the order of their names, operations too, by their UTF-8 bytes. Quantiles
    /// are exact. Takes about 12 bytes of memory for each span of the store while it runs.
    ///
    /// ```swift
    /// for service in try file.services() where service.errorRate > 0.01 {
    ///     print(service.name ?? "?", service.errorRate, service.durations?.p95 ?? 0)
    /// }
    /// ```
    ///
    /// `detail` says whether to tell operations apart, which takes another column of the spans and
    /// some more time.
    ///
    /// - Complexity: O(spans).
    public func services(
        detail: ServiceStatistics.Detail = .operations
    ) throws -> [ServiceStatistics] {
        var services: [ServiceStatistics] = []
        var operations: [OperationStatistics] = []
        // Operations come after their service, so from the back before it.
        let grouping: SpanGrouping = detail == .operations ? .operation : .service
        for group in try SpanStatistics.all(by: grouping, in: reader).reversed() {
            if group.operation != nil {
                operations.append(OperationStatistics(group))
            } else {
                services.append(ServiceStatistics(group, operations: operations.reversed()))
                operations = []
            }
        }
        return services.reversed()
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
