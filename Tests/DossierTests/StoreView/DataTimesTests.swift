import Dossier
import Testing

@testable import DossierCLI

/// Ranges come from where the data is.
@Suite struct DataTimesTests {
    /// A gauge with a point every 15 seconds, and some at other times, in nanoseconds.
    private static func fixture(points: Int = 20, others: [String]) throws -> ViewFixture {
        var dump = MetricDump()
        let good = (0..<points).map { MetricDump.point(Double($0) * 15, #""asInt":"1""#) }
        dump.add("up", "gauge", good + others.map { #"{"timeUnixNano":"\#($0)","asInt":"1"}"# })
        return try ViewFixture(dump)
    }

    private static let good =
        Timestamp(seconds: MetricDump.start)...Timestamp(seconds: MetricDump.start + 285)

    @Test(
        arguments: [
            ("18247007123000", nil, "1 data point from 1970-01-01: does the clock count"),
            ("1700000000123", .milliseconds, "1 data point from 1970-01-01: is this milliseconds?"),
            ("1700000000", .seconds, "1 data point from 1970-01-01: is this seconds?"),
            (
                "1700000000123456", .microseconds,
                "1 data point from 1970-01-20: is this microseconds?"
            ),
            ("9223372036854775807", nil, "1 data point from 2262-04-11: is the clock right?"),
            ("1900000000000000000", nil, "1 data point from 2030-03-17: is the clock right?"),
        ] as [(String, TimeOutliers.Unit?, String)]
    )
    func singlePointElsewhereIsLeftOut(
        _ time: String,
        _ unit: TimeOutliers.Unit?,
        _ text: String
    ) throws {
        let file = try Self.fixture(others: [time]).fixture.open()
        #expect(try file.metricTimeRange() == Self.good)
        let outliers = try file.metricTimeOutliers()
        #expect(outliers.map(\.likelyUnit) == [unit])
        #expect(outliers.map(\.count) == [1])
        #expect(outliers[0].description.hasPrefix(text), "\(outliers[0])")
        let summary = try file.summary()
        #expect(summary.timeRange == Self.good)
        #expect(summary.timeOutliers == outliers)
        let result = try file.query(PromQLQuery("up"))
        guard case .vector(let series) = result.value else { return }
        #expect(series.map { $0.points[0].time } == [Self.good.upperBound])
    }

    @Test func unknownTimesAreNoOutliers() throws {
        let file = try Self.fixture(others: ["0"]).fixture.open()
        #expect(try file.metricTimeRange() == Self.good)
        #expect(try file.metricTimeOutliers().isEmpty)
    }

    /// Several clusters of data are all data.
    @Test func dataOfTwoTimesIsData() throws {
        let later = (0..<5).map { "\(1_710_000_000 + $0)000000000" }
        let file = try Self.fixture(others: later).fixture.open()
        #expect(try file.metricTimeOutliers().isEmpty)
        #expect(
            try file.metricTimeRange()
                == Self.good.lowerBound...Timestamp(seconds: 1_710_000_004)
        )
    }

    @Test func dataOf1970AloneIsData() throws {
        let file = try Self.fixture(points: 0, others: ["5000000000", "9000000000"]).fixture.open()
        #expect(try file.metricTimeOutliers().isEmpty)
        #expect(try file.metricTimeRange() == Timestamp(seconds: 5)...Timestamp(seconds: 9))
    }

    /// Most of the records are wrong: only good ones of any kind tell so.
    @Test func recordsInMillisecondsAreNamed() throws {
        let record = { (time: String) in
            #"{"timeUnixNano":"\#(time)","body":{"stringValue":"full"}}"#
        }
        let records = ["1700000001000", "1700000002000", "1700000003000000000"].map(record)
        let fixture = StoreFixture()
        try fixture.ingest(
            "logs.jsonl",
            (#"{"resourceLogs":[{"scopeLogs":[{"logRecords":["#
                + records.joined(separator: ",") + "]}]}]}\n").utf8
        )
        let summary = try fixture.open().summary()
        #expect(
            summary.timeOutliers.map(\.description) == [
                "2 log records from 1970-01-01: are these milliseconds?"
            ]
        )
        let good = Timestamp(seconds: 1_700_000_003)
        #expect(summary.timeRange == good...good)
        #expect(try fixture.open().eventTimeRange() == good...good)
        var lines: [String] = []
        try summary.write(TextLayout(columns: nil)) { lines.append($0) }
        #expect(lines.contains("outliers  2 log records from 1970-01-01: are these milliseconds?"))
    }

    /// `--since -5m` counts from there.
    @Test func singleSpansAndRecordsElsewhereAreLeftOut() throws {
        let span = { (id: Int, start: String, end: String) in
            """
            {"traceId":"0a000000000000000000000000000001","spanId":"00000000000000\(id + 10)",\
            "startTimeUnixNano":"\(start)","endTimeUnixNano":"\(end)"}
            """
        }
        let good = (0..<40).map { "\(1_700_000_000 + $0)000000000" }
        let spans =
            zip(good, good.dropFirst()).enumerated().map {
                span($0.offset, $0.element.0, $0.element.1)
            }
            + [
                span(60, "7000000000", "8000000000"),
                span(61, good[0], "4500000000000000000"),
            ]
        let records = (good + ["1900000000000000000"]).map { #"{"timeUnixNano":"\#($0)"}"# }
        let fixture = StoreFixture()
        try fixture.ingest(
            "dump.jsonl",
            (#"{"resourceSpans":[{"scopeSpans":[{"spans":["# + spans.joined(separator: ",")
                + "]}]}]}\n" + #"{"resourceLogs":[{"scopeLogs":[{"logRecords":["#
                + records.joined(separator: ",") + "]}]}]}\n").utf8
        )
        let file = try fixture.open()
        #expect(
            try file.eventTimeRange()
                == Timestamp(seconds: 1_700_000_000)...Timestamp(seconds: 1_700_000_039)
        )
        let outliers = try file.eventTimeOutliers().map { "\($0)" }
        #expect(
            outliers == [
                "1 span from 1970-01-01: does the clock count from the start of the machine?",
                "1 span from 2112-08-07: is the clock right?",
                "1 log record from 2030-03-17: is the clock right?",
            ]
        )
    }

    @Test func rulesAreEvaluatedWhereTheDataIs() throws {
        let view = try Self.fixture(others: ["18247007123000"])
        let rules = """
            groups:
              - name: g
                interval: 15s
                rules:
                  - {record: ups, expr: sum(up)}
            """
        let report = try RuleEvaluation(store: view.fixture.store)
            .run([RuleText(name: "r.yml", text: rules)])
        #expect(report.start == Self.good.lowerBound)
        #expect(report.end == Self.good.upperBound)
    }
}
