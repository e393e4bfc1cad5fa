internal import DossierMetricView
internal import DossierPromQL
internal import DossierPromQLSyntax

extension MetricStores {
    /// Evaluates a PromQL expression, as ``DossierFile/query(_:isCancelled:)`` does for one store.
    ///
    /// - Parameters:
    ///   - query: The expression, and the times to evaluate it at.
    ///   - isCancelled: Asked from time to time, on any thread, whether to give up.
    /// - Returns: The value of the expression, with its warnings.
    /// - Throws: A ``DossierError`` as for one store.
    public func query(
        _ query: PromQLQuery,
        isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled }
    ) throws(DossierError) -> QueryResult {
        try translatingErrors {
            do {
                return try evaluate(query, isCancelled)
            } catch let error as PromQLSyntaxError {
                throw DossierError(error, in: query)
            }
        }
    }

    private func evaluate(
        _ query: PromQLQuery,
        _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> QueryResult {
        let options = query.options
        let (readable, warnings) = try eachFile { file in
            (file: file, samples: try file.metricSources.samples(options, of: file.reader))
        }
        let evaluator = StoreQuery(
            readable.map(\.samples),
            features: options.features,
            lookbackMilliseconds: Int64(clamping: options.lookback.nanoseconds / 1_000_000),
            limits: QueryLimits(sampleCountMax: options.maxSamples, isCancelled: isCancelled),
            usesStartTimestamps: options.startTimestamps
        )
        let evaluation: StoreQueryResult
        let time: Int64
        switch query.times {
        case .end:
            time = try timeRange()?.upperBound.milliseconds ?? 0
            evaluation = try evaluator.evaluate(query.expression, at: time)
        case .at(let timestamp):
            time = timestamp.milliseconds
            evaluation = try evaluator.evaluate(query.expression, at: time)
        case .range(let start, let end, let step):
            time = start.milliseconds
            evaluation = try evaluator.evaluate(
                query.expression,
                from: time,
                to: end.milliseconds,
                step: Int64(clamping: step.nanoseconds / 1_000_000)
            )
        }
        var result = QueryResult(evaluation, at: time)
        result.warnings += warnings
        result.warnings += evaluation.failures.sorted { $0.key < $1.key }.map { number, reason in
            Self.warning(of: readable[number].file, reason)
        }
        return result
    }
}
