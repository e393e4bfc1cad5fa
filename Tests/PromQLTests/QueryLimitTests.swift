import DossierPromQL
import DossierPromQLSyntax
import Synchronization
import Testing

@Suite struct QueryLimitTests {
    private static func storage(seriesCount: Int = 20, sampleCount: Int = 100) throws
        -> MemoryStorage
    {
        var storage = MemoryStorage()
        for series in 0..<seriesCount {
            let labels = Labels([
                Label(name: "__name__", value: "x"), Label(name: "l", value: "\(series)"),
            ])
            for sample in 0..<sampleCount {
                try storage.append(Double(sample), at: Int64(sample) * 10_000, to: labels)
            }
        }
        return storage
    }

    private static func evaluate(
        _ text: String,
        from start: Int64 = 0,
        to end: Int64 = 990_000,
        step: Int64 = 10_000,
        limits: QueryLimits = QueryLimits()
    ) throws -> PromQLResult {
        try PromQLEngine(limits: limits).evaluate(
            try PromQLExpression(parsing: text, features: [.experimental, .extensions]),
            text: text,
            from: start,
            to: end,
            step: step,
            over: try storage()
        )
    }

    @Test(arguments: [
        "x", "rate(x[1m])", "sum(x)", "x + x", "x and x", "topk(3, x)", "abs(x)",
        "max_over_time(x[1m:10s])", "label_replace(x, \"a\", \"\", \"b\", \"\")", "vector(time())",
        "time()", "1 + 2", "x @ 100", "histogram_quantile(0.5, x)", "count_values(\"v\", x)",
        "increase_exact(x[1m])",
    ])
    func endsAboveTheLimitOfSamples(_ text: String) throws {
        let limits = QueryLimits(sampleCountMax: 90)
        #expect(throws: QueryLimitError.tooManySamples(limit: 90)) {
            _ = try Self.evaluate(text, limits: limits)
        }
        _ = try Self.evaluate(text, limits: QueryLimits(sampleCountMax: 50_000))
    }

    /// What a part needed is free again when its result is there.
    @Test func countsWhatIsHeldAtOnce() throws {
        let sum = "sum(x)"
        let text = Array(repeating: sum, count: 50).joined(separator: " + ")
        _ = try Self.evaluate(text, limits: QueryLimits(sampleCountMax: 10_000))
    }

    @Test func endsSubqueryWithTooManySteps() throws {
        #expect(throws: QueryLimitError.self) {
            _ = try Self.evaluate("max_over_time(x[5m:1ms])", to: 86_400_000)
        }
    }

    /// A year of milliseconds would be 250 GB.
    @Test(arguments: ["x", "vector(1)", "time()", "rate(x[5m])", "sort(x)"])
    func endsWithTooManyStepsBeforeItAllocates(_ text: String) throws {
        let limit = QueryLimits.defaultSampleCountMax
        #expect(throws: QueryLimitError.tooManySamples(limit: limit)) {
            _ = try Self.evaluate(text, to: 365 * 86_400_000, step: 1)
        }
    }

    @Test func endsWhenCancelled() throws {
        let asked = Mutex(0)
        let limits = QueryLimits(isCancelled: {
            asked.withLock {
                $0 += 1
                return $0 > 10
            }
        })
        #expect(throws: CancellationError.self) {
            _ = try Self.evaluate("sum(rate(x[1m]))", limits: limits)
        }
        #expect(asked.withLock { $0 } == 11)
    }

    @Test func endsInCancelledTask() async throws {
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            _ = try Self.evaluate("sum(x)")
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test(arguments: [0, -1, .min] as [Int64])
    func rejectsStepThatIsNotPositive(_ step: Int64) throws {
        #expect(throws: QueryLimitError.stepNotPositive) {
            _ = try Self.evaluate("x", step: step)
        }
    }

    @Test(
        arguments: [
            (.min, .max), (.min, .min), (.max, .max), (0, .max), (.min, 0), (5, 4),
        ] as [(Int64, Int64)]
    )
    func rejectsBoundsOutOfReach(_ start: Int64, _ end: Int64) throws {
        for step in [1, 1_000, .max] as [Int64] {
            #expect(throws: QueryLimitError.self) {
                _ = try Self.evaluate("x", from: start, to: end, step: step)
            }
        }
    }

    @Test(arguments: [
        "x", "rate(x[290y] offset 290y)", "max_over_time(x[290y:100y] offset -290y)",
        "sum_over_time((x @ 9e15)[100y:1y])", "x @ -9e15 offset 290y", "timestamp(x @ end())",
        "minute()", "predict_linear(x[290y], 1e300)", "absent_over_time(x[290y])",
        "max_over_time(x[1y:step()])",
    ])
    func survivesTimesFarAway(_ text: String) throws {
        let expression = try PromQLExpression(parsing: text, features: .experimental)
        let far: Int64 = 1 << 61
        let storage = try Self.storage()
        for time in [-far, far, 0] {
            for engine in [PromQLEngine(), StepEngine()] as [any QueryEngine] {
                _ = try? engine.evaluate(
                    expression,
                    text: text,
                    at: time,
                    over: storage
                )
            }
        }
        _ = try? Self.evaluate(text, from: -far, to: far, step: far)
    }
}
