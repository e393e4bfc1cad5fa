import Dossier
import TestSupport
import Testing

/// Exemplars of TraceQL's metrics.
@Suite struct MetricsExemplarTests {
    private static let start = Timestamp(milliseconds: MetricDump.start * 1000)

    /// Forty spans in two minutes, of 10 ms to 400 ms, each a trace.
    private func file(commits: Int = 1) throws -> (StoreFixture, DossierFile) {
        var dumps = [SpanDump](repeating: SpanDump(), count: commits)
        for index in 1...40 {
            let start = Double(index * 3)
            dumps[index % commits].add(
                SpanDump.Span(
                    name: index.isMultiple(of: 2) ? "even" : "odd",
                    id: index,
                    trace: index,
                    start: start,
                    end: start + Double(index) / 100
                )
            )
        }
        let fixture = try ViewFixture(dumps).fixture
        return (fixture, try fixture.open())
    }

    private func metrics(_ query: String, _ file: DossierFile) throws -> TraceMetricsResult {
        try file.traceMetrics(
            TraceQLExpression(parsing: query),
            TraceMetricsTimes(
                start: Self.start,
                end: Self.start + .nanoseconds(150_000_000_000),
                step: .seconds(30)
            )
        )
    }

    @Test func areThereOnlyIfAHintAsksForThem() throws {
        let (_, file) = try file()
        for (hint, count) in [
            ("", 0), (" with (exemplars=false)", 0), (" with (exemplars=0)", 0),
            (" with (exemplars=3)", 3), (" with (exemplars=true)", 5),
            (" with (sample=true, exemplars=99999999999)", 5),
        ] {
            let result = try metrics("{ } | rate()\(hint)", file)
            #expect(result.series.flatMap(\.exemplars).count == count, "\(hint)")
        }
        let instant = try file.traceMetrics(
            TraceQLExpression(parsing: "{ } | rate() with (exemplars=true)"),
            TraceMetricsTimes(
                instantFrom: Self.start,
                to: Self.start + .nanoseconds(60_000_000_000)
            )
        )
        #expect(instant.series.flatMap(\.exemplars).isEmpty)
    }

    @Test func standForAGroupAndAnInterval() throws {
        let (_, file) = try file()
        let result = try metrics(
            "{ } | avg_over_time(duration) by (name) with (exemplars=true)",
            file
        )
        #expect(result.series.map(\.exemplars.count) == [5, 5])
        for (series, name) in zip(result.series, ["even", "odd"]) {
            #expect(series.labels.map(\.value) == [.string(name)])
            #expect(series.exemplars == series.exemplars.sorted { $0.time < $1.time })
            for exemplar in series.exemplars {
                let trace = try #require(try file.trace(exemplar.trace))
                let span = try #require(trace.spans.first { $0.id == exemplar.span })
                #expect(span.name == name)
                #expect(span.startTime == exemplar.time)
                #expect(span.duration == .nanoseconds(Int((exemplar.value * 1e9).rounded())))
            }
        }
    }

    @Test func areTheSameHoweverSpansCame() throws {
        let queries = [
            "{ } | rate()", "{ } | max_over_time(duration) by (name)",
            "({ } || { name = `even` }) | count_over_time()", "{ } | histogram_over_time(duration)",
            "{ } | quantile_over_time(duration, .5, .9)",
        ]
        let (oneFixture, one) = try file()
        let (otherFixture, other) = try file(commits: 3)
        // Their folders are there as long as they are.
        defer { withExtendedLifetime((oneFixture, otherFixture)) {} }
        for query in queries {
            for hint in ["with (exemplars=true)", "with (exemplars=2)"] {
                let first = try metrics("\(query) \(hint)", one)
                let second = try metrics("\(query) \(hint)", other)
                #expect(first.series.map(\.exemplars) == second.series.map(\.exemplars), "\(query)")
                #expect(!first.series.flatMap(\.exemplars).isEmpty)
            }
        }
    }

    @Test func areInTheBucketAndAtTheQuantileOfTheirValue() throws {
        let (_, file) = try file()
        let buckets = try metrics(
            "{ } | histogram_over_time(duration) with (exemplars=true)",
            file
        )
        for series in buckets.series {
            guard case .double(let bound) = series.labels.last?.value else { continue }
            #expect(series.exemplars.allSatisfy { $0.value <= bound && $0.value > bound / 2 })
        }
        let quantiles = try metrics(
            "{ } | quantile_over_time(duration, .9, .5) with (exemplars=true)",
            file
        )
        for series in quantiles.series where series.labels.last?.value == .double(0.5) {
            let values = series.points.map(\.value)
            #expect(series.exemplars.allSatisfy { $0.value <= values.max() ?? 0 })
        }
        #expect(!quantiles.series.flatMap(\.exemplars).isEmpty)
    }

    @Test func goWithTheirPoints() throws {
        let (_, file) = try file()
        let all = try metrics("{ } | max_over_time(duration) with (exemplars=true)", file)
        let some = try metrics("{ } | max_over_time(duration) > 0.2 with (exemplars=true)", file)
        #expect(some.series.flatMap(\.exemplars).count < all.series.flatMap(\.exemplars).count)
        let sum = try metrics("({ } | rate()) + ({ } | rate()) with (exemplars=true)", file)
        let points = Set(sum.series.flatMap(\.points).map(\.value))
        let exemplars = sum.series.flatMap(\.exemplars)
        #expect(!exemplars.isEmpty && exemplars.allSatisfy { points.contains($0.value) })
    }

    @Test func documentsHaveThem() throws {
        let (_, file) = try file()
        let result = try metrics("{ } | max_over_time(duration) with (exemplars=1)", file)
        let exemplar = try #require(result.series.first?.exemplars.first)
        let tempo = try JSON.lines(result.tempoJSON())[0]
        let shown = tempo["series"]?.elements.first?["exemplars"]?.elements.first
        #expect(
            shown?["labels"]?.elements.map { $0["value"]?["stringValue"]?.text } == [
                exemplar.trace.hex, exemplar.span?.hex,
            ]
        )
        #expect(shown?["timestampMs"]?.text == "\(exemplar.time.milliseconds)")
        let document = try JSON.lines(result.queryResult.json())[0]
        let own = document["data"]?["result"]?.elements.first?["exemplars"]?.elements.first
        #expect(own?["labels"]?["trace_id"]?.text == exemplar.trace.hex)
        #expect(own?["value"]?.text == "\(exemplar.value)")
    }
}
