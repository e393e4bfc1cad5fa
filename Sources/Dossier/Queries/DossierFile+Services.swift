internal import DossierQuery
internal import DossierStore

extension DossierFile {
    /// Counts and times the spans of every service, and of every operation of it.
    ///
    /// Quantiles are exact. Takes about 12 bytes of memory for each span of the store while it runs.
    ///
    /// ```swift
    /// for service in try file.services().services where service.errorRate > 0.01 {
    ///     print(service.name ?? "?", service.errorRate, service.durations?.p95 ?? .zero)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - grouping: Whether to tell operations apart, which reads another column of the spans.
    ///   - selfTimes: Whether to add up self times, for which the spans of every trace are put
    ///     together.
    /// - Returns: The services, each with its operations, in the order of their names.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(spans); with self times O(n log n).
    public func services(
        by grouping: ServiceStatistics.Grouping = .operation,
        selfTimes: Bool = false
    ) throws(DossierError) -> ServiceListing {
        try translatingErrors {
            var services: [ServiceStatistics] = []
            var operations: [OperationStatistics] = []
            // Operations come after their service, so from the back before it.
            let duplicates = try duplicateCache.duplicates(in: reader)
            let groups = try SpanStatistics.all(
                by: SpanGrouping(grouping),
                except: duplicates,
                hasSelfTimes: selfTimes,
                in: reader
            )
            for group in groups.reversed() {
                if group.operation != nil {
                    operations.append(OperationStatistics(group))
                } else {
                    services.append(ServiceStatistics(group, operations: operations.reversed()))
                    operations = []
                }
            }
            return ServiceListing(
                services: services.reversed(),
                duplicateSpanCount: duplicates.count
            )
        }
    }

    /// The spans and errors of every trace that has spans, by ascending id.
    ///
    /// ```swift
    /// let worst = try file.traceErrorRates().max { $0.errorRate < $1.errorRate }
    /// ```
    ///
    /// - Returns: A rate for each trace.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(traces); the first call also looks for duplicates, in O(spans).
    public func traceErrorRates() throws(DossierError) -> [TraceErrorRate] {
        try translatingErrors {
            let duplicates = try duplicateCache.duplicates(in: reader)
            return try reader.spanCounts().map { trace in
                let own = duplicates.isEmpty ? nil : duplicates.counts(of: trace.id)
                return TraceErrorRate(
                    id: TraceID(trace.id),
                    spanCount: trace.spanCount - (own?.spanCount ?? 0),
                    errorCount: trace.errorCount - (own?.errorCount ?? 0)
                )
            }
        }
    }
}

extension SpanGrouping {
    init(_ grouping: ServiceStatistics.Grouping) {
        switch grouping {
        case .service: self = .service
        case .operation: self = .operation
        }
    }
}

extension ServiceStatistics {
    init(_ service: SpanStatistics, operations: [OperationStatistics]) {
        self.init(
            name: service.service.map { String(decoding: $0, as: UTF8.self) },
            spanCount: service.spanCount,
            errorCount: service.errorCount,
            selfTime: service.selfTime.map { .nanoseconds($0) },
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
            selfTime: operation.selfTime.map { .nanoseconds($0) },
            durations: operation.durations.map(DurationQuantiles.init)
        )
    }
}

extension DurationQuantiles {
    init(_ quantiles: DossierQuery.DurationQuantiles) {
        self.init(
            p50: .nanoseconds(quantiles.p50),
            p95: .nanoseconds(quantiles.p95),
            p99: .nanoseconds(quantiles.p99)
        )
    }
}
