import Dossier
import Glibc
import Testing

/// Metrics of several stores as one, and exemplars.
@Suite struct MetricStoresTests {
    private func view(_ values: [Double], of name: String = "load") throws -> ViewFixture {
        var dump = MetricDump()
        dump.add(
            name,
            "gauge",
            values.enumerated().map { MetricDump.point(Double($0) * 10, #""asDouble":\#($1)"#) }
        )
        return try ViewFixture(dump)
    }

    private func numbers(_ result: QueryResult) -> [Double] {
        guard case .matrix(let series) = result.value else { return [] }
        return series.flatMap(\.points).compactMap(\.number)
    }

    @Test func ofTwoSamplesAtOneTimeThatOfTheFirstStoreCounts() throws {
        let (first, second) = (try view([1, 2]), try view([5, 6, 7]))
        let files = [try first.fixture.open(), try second.fixture.open()]
        let query = PromQLQuery("load[1m]")
        #expect(try numbers(MetricStores(files).query(query)) == [1, 2, 7])
        #expect(try numbers(MetricStores(files.reversed()).query(query)) == [5, 6, 7])
        #expect(try MetricStores(files).series(matching: []).series.count == 1)
        #expect(try MetricStores(files).metrics().metrics.map(\.seriesCount) == [2])
    }

    @Test func aStoreThatCantBeReadIsLeftOutAndNamed() throws {
        let (whole, damaged) = (try view([1, 2]), try view([5], of: "other"))
        let files = [try whole.fixture.open(), try damaged.fixture.open()]
        #expect(truncate(damaged.fixture.store, 8192) == 0)
        let stores = MetricStores(files)
        let result = try stores.query(PromQLQuery("load[1m]"))
        #expect(numbers(result) == [1, 2])
        #expect(result.warnings.count == 1)
        let warning = try #require(result.warnings.first)
        #expect(
            warning.contains(".dossier is left out: ") && !warning.contains(damaged.fixture.store)
        )
        #expect(try stores.labelValues(of: "__name__").values == ["load"])
        #expect(throws: DossierError.self) { try MetricStores([files[1]]).labelNames() }
    }

    @Test func aLongerLookbackFindsOlderSamples() throws {
        let file = try view([1]).fixture.open()
        var query = PromQLQuery("load", at: Timestamp(seconds: MetricDump.start + 400))
        for (lookback, count) in [(300, 0), (401, 1)] {
            query.options.lookback = .seconds(lookback)
            guard case .vector(let series) = try file.query(query).value else { return }
            #expect(series.count == count)
        }
    }

    @Test func exemplarsOfComputedMetricsAreTheLongestSpans() throws {
        let spans = SpanDump(
            .init(name: "buy", id: 1, kind: 2, start: 1, end: 1.25),
            .init(name: "buy", id: 2, kind: 2, start: 1, end: 1.5),
            .init(name: "pay", id: 3, kind: 2, start: 1, end: 1.25)
        )
        let stores = MetricStores([try ViewFixture([spans]).fixture.open()])
        let latency = "traces_spanmetrics_latency_bucket"
        let found = try stores.exemplars(of: PromQLQuery(#"\#(latency){span_name="buy"}"#)).series
        #expect(found.map(\.exemplars.count) == [1, 1])
        let values = found.flatMap(\.exemplars).map(\.value)
        #expect(values == [0.25, 0.5])
        let calls = PromQLQuery("rate(traces_spanmetrics_calls_total[5m])")
        let all = try stores.exemplars(of: calls).series
        #expect(all.count == 2 && all.flatMap(\.exemplars).allSatisfy { $0.value == 1 })
        let label = try #require(all.first?.exemplars.first?.labels.first)
        #expect(label == SeriesLabel(name: "trace_id", value: "0c000000000000000000000000000001"))
        let before = Timestamp(seconds: 0)...Timestamp(seconds: 1)
        #expect(try stores.exemplars(of: calls, in: before).series.isEmpty)
    }

    @Test func aListOfTimesReadsOnlySeriesWithSamplesThen() throws {
        var dump = MetricDump()
        dump.add("early", "gauge", [MetricDump.point(0, #""asDouble":1"#)])
        dump.add("late", "gauge", [MetricDump.point(100, #""asDouble":1"#)])
        let file = try ViewFixture(dump).fixture.open()
        let start = Timestamp(seconds: MetricDump.start)
        for (range, names) in [
            (start...start, ["early"]), (start + .seconds(1)...start + .seconds(100), ["late"]),
            (start...start + .seconds(100), ["early", "late"]),
            (start + .seconds(1)...start + .seconds(99), []),
        ] {
            #expect(try file.labelValues(of: "__name__", in: range).values == names)
            #expect(try file.series(matching: [], in: range).series.count == names.count)
            #expect(try file.labelNames(in: range).values.isEmpty == names.isEmpty)
        }
    }
}
