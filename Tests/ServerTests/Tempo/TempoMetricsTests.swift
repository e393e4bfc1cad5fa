import TestSupport
import Testing

/// Metrics queries over Tempo's API.
@Suite struct TempoMetricsTests {
    private static let cart = TempoFixture.dump(
        service: "cart",
        [
            TempoFixture.span("a1", "1", second: 10, milliseconds: 100),
            TempoFixture.span("b1", "2", second: 70, milliseconds: 300),
        ]
    )
    private static let payment = TempoFixture.dump(
        service: "payment",
        [TempoFixture.span("c1", "3", second: 20, milliseconds: 800)]
    )
    private static let window = "start=1600000020&end=1600000140&step=60s"

    private static func samples(_ response: TempoFixture.Response) throws -> [[Double]] {
        let series = try response.json["series"]?.elements ?? []
        return series.map { one in one["samples"]?.elements.map(value(of:)) ?? [] }
    }

    /// A value that is zero is left out.
    private static func value(of sample: JSON) -> Double {
        guard case .number(let text)? = sample["value"] else { return 0 }
        return Double(text) ?? .nan
    }

    @Test func samplesHaveTheEndsOfTheirIntervals() throws {
        let fixture = try TempoFixture([Self.cart])
        let response = try fixture.ask("/api/metrics/query_range?q={} | rate()&\(Self.window)")
        let series = try response.json["series"]?.elements.first
        let sample = series?["samples"]?.elements.first
        #expect(series?["labels"]?.elements.first?["key"]?.text == "__name__")
        #expect(sample?["timestampMs"]?.text == "1600000080000")
        #expect(try Self.samples(response).first?.count == 2)
    }

    @Test func seriesOfSeveralStoresAddUp() throws {
        let fixture = try TempoFixture([Self.cart, Self.payment])
        for (query, expected) in [
            ("{} | count_over_time()", [[2, 1]]),
            ("{} | max_over_time(duration)", [[0.8, 0.3]]),
            ("{} | avg_over_time(duration)", [[0.45, 0.3]]),
        ] {
            let response = try fixture.ask("/api/metrics/query_range?q=\(query)&\(Self.window)")
            #expect(try Self.samples(response) == expected)
        }
        let compared = try fixture.ask(
            "/api/metrics/query_range?q={} | compare({name=\"GET /\"})&\(Self.window)"
        )
        #expect(try compared.json["series"]?.elements.isEmpty == false)
    }

    @Test func anInstantHasAValue() throws {
        let fixture = try TempoFixture([Self.cart])
        let query = "/api/metrics/query?q={} | count_over_time()"
        for window in ["", "&start=1600000020&end=1600000200", "&since=1h", "&end=1600000200"] {
            let series = try fixture.ask(query + window).json["series"]?.elements ?? []
            #expect(series.count == 1)
            #expect(series.first?.members.map(\.key) == ["labels", "value"])
            #expect(series.map(Self.value(of:)) == [2])
        }
    }

    @Test func aWindowThatWasLeftOutIsThatOfTheSpans() throws {
        let fixture = try TempoFixture([Self.cart])
        let response = try fixture.ask("/api/metrics/query_range?q={} | count_over_time()")
        #expect(try Self.samples(response).joined().reduce(0, +) == 2)
    }

    @Test(arguments: ["1600000020", "1600000020000000000", "1600000020.0", "2020-09-13T12:27:00Z"])
    func timesHaveSeveralSpellings(start: String) throws {
        let fixture = try TempoFixture([Self.cart])
        let query = "q={} | count_over_time()&start=\(start)&end=1600000140&step=60"
        let response = try fixture.ask("/api/metrics/query_range?\(query)")
        #expect(try Self.samples(response) == [[1, 1]])
    }

    @Test func exemplarsAreGiven() throws {
        let fixture = try TempoFixture([Self.cart])
        let path = "/api/metrics/query_range?q={} | rate()&\(Self.window)"
        let exemplars = try fixture.ask(path).json["series"]?.elements.first?["exemplars"]
        #expect(exemplars?.elements.count == 2)
        let one = try fixture.ask(path + "&exemplars=1").json["series"]?.elements.first
        #expect(one?["exemplars"]?.elements.count == 1)
    }

    @Test func seriesThatAreLeftOutAreTold() throws {
        let fixture = try TempoFixture([Self.cart, Self.payment])
        let path = "/api/metrics/query_range?q={} | rate() by (resource.service.name)&maxSeries=1"
        let answer = try fixture.ask(path).json
        #expect(answer["series"]?.elements.count == 1)
        #expect(answer["status"]?.text == "PARTIAL")
        #expect(answer["message"]?.text?.contains("1 of 2") == true)
    }

    @Test(arguments: [
        ("q={}", ""), ("q={} | rate(", ""), ("", "invalid q"),
        ("q={} | rate()&start=1", "start and end"), ("q={} | rate()&end=1", "start and end"),
        ("q={} | rate()&start=x&end=2", "invalid start"),
        ("q={} | rate()&start=1&end=2&step=-1s", "step must be positive"),
        ("q={} | rate()&start=1&end=2&step=0", "step must be positive"),
        ("q={} | rate()&start=1&end=2&step=x", "invalid step"),
        ("q={} | rate()&start=2&end=1", ""), ("q={} | rate()&start=0&end=1600000000&step=1", ""),
    ])
    func whatIsWrongIsSaid(query: String, reason: String) throws {
        let fixture = try TempoFixture([Self.cart])
        let response = try fixture.ask("/api/metrics/query_range?\(query)")
        #expect(response.status == 400)
        #expect(response.body.contains(reason))
    }
}
