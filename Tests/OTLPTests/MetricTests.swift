import DossierColumns
import DossierOTLP
import TestSupport
import Testing

@Suite struct MetricTests {
    @Test(
        "Optional fields that are zero come back, and those that are missing stay missing",
        arguments: [
            #""count":"3""#, #""count":"3","sum":0.0"#,
            #""count":"3","sum":0.0,"min":0.0,"max":0.0"#,
            #""count":"3","min":-0.0"#, #""asInt":"0""#, #""asDouble":0.0"#, #""flags":1"#,
        ]
    )
    func presence(_ point: String) throws {
        #expect(try Request.pointComingBack(point) == point)
    }

    @Test func aPointWithoutAValueHasNone() throws {
        let reading = try DumpReading(
            Request.metrics(#"{"name":"m","gauge":{"dataPoints":[{"flags":1},{}]}}"#)
        )
        #expect(reading.batches[0].dataPoints.rowCount == 2)
        #expect(
            reading.lines == [
                Request.metrics(#"{"name":"m","gauge":{"dataPoints":[{"flags":1},{}]}}"#)
            ]
        )
    }

    @Test(
        "Types of before OTLP 0.9 are the ones that replaced them",
        arguments: [
            (
                #""intGauge":{"dataPoints":[{"labels":[{"key":"a","value":"b"}],"value":"5"}]}"#,
                #""gauge":{"dataPoints":[{"attributes":[{"key":"a","value":{"stringValue":"b"}}],"asInt":"5"}]}"#
            ),
            (
                #""doubleGauge":{"dataPoints":[{"labels":[],"value":5.5}]}"#,
                #""gauge":{"dataPoints":[{"asDouble":5.5}]}"#
            ),
            (
                #""intSum":{"dataPoints":[{"value":"5"}],"aggregationTemporality":"AGGREGATION_TEMPORALITY_DELTA","isMonotonic":true}"#,
                #""sum":{"dataPoints":[{"asInt":"5"}],"aggregationTemporality":1,"isMonotonic":true}"#
            ),
            (
                #""doubleSum":{"dataPoints":[{"value":1}],"aggregationTemporality":2}"#,
                #""sum":{"dataPoints":[{"asDouble":1.0}],"aggregationTemporality":2}"#
            ),
            (
                #""intHistogram":{"dataPoints":[{"count":"1","sum":"2","bucketCounts":["1"],"exemplars":[{"filteredLabels":[{"key":"a","value":"b"}],"value":"2"}]}]}"#,
                #""histogram":{"dataPoints":[{"count":"1","sum":2.0,"bucketCounts":["1"],"exemplars":[{"filteredAttributes":[{"key":"a","value":{"stringValue":"b"}}],"asDouble":2.0}]}]}"#
            ),
            (
                #""doubleHistogram":{"dataPoints":[{"count":"1","sum":2.5}]}"#,
                #""histogram":{"dataPoints":[{"count":"1","sum":2.5}]}"#
            ),
            (
                #""doubleSummary":{"dataPoints":[{"count":"1","sum":2.5,"quantileValues":[{"quantile":0.5,"value":1}]}]}"#,
                #""summary":{"dataPoints":[{"count":"1","sum":2.5,"quantileValues":[{"quantile":0.5,"value":1.0}]}]}"#
            ),
        ]
    )
    func oldTypes(_ old: String, _ new: String) throws {
        #expect(try Request.metricComingBack("{\(old)}") == "{\(new)}")
    }

    @Test func temporalitiesOfOneNameAreKeptApart() throws {
        func sum(_ temporality: Int) -> String {
            #"{"name":"m","sum":{"dataPoints":[{"asInt":"1"}],"aggregationTemporality":\#(temporality)}}"#
        }
        let line = Request.metrics(sum(1), sum(2), sum(7))
        #expect(try DumpReading(line).lines == [line])
        #expect(try DumpReading(line).batches[0].seriesKeys.count == 3)
    }

    @Test func aMetricThatIsRepeatedIsOneSeries() throws {
        func gauge(_ value: Int) -> String {
            #"{"name":"m","gauge":{"dataPoints":[{"attributes":[{"key":"a","value":{"intValue":"1"}}],"asInt":"\#(value)"}]}}"#
        }
        let reading = try DumpReading(Request.metrics(gauge(1), gauge(2)))
        #expect(reading.batches[0].seriesKeys.count == 1)
        #expect(reading.batches[0].dataPoints.columns[DataPointColumn.series] == [0, 0])
    }

    @Test func seriesDifferByEveryPartOfTheirIdentity() throws {
        func entry(_ resource: String, _ scope: String, _ name: String, _ key: String) -> String {
            """
            {"resource":{"attributes":[{"key":"\(resource)","value":{}}]},"scopeMetrics":[\
            {"scope":{"name":"\(scope)"},"metrics":[{"name":"\(name)","gauge":{"dataPoints":[\
            {"attributes":[{"key":"\(key)","value":{}}],"asInt":"1"}]}}]}]}
            """
        }
        let entries = [
            entry("a", "a", "a", "a"), entry("b", "a", "a", "a"), entry("a", "b", "a", "a"),
            entry("a", "a", "b", "a"), entry("a", "a", "a", "b"), entry("a", "a", "a", "a"),
        ]
        let input = #"{"resourceMetrics":[\#(entries.joined(separator: ","))]}"#
        let reading = try DumpReading(input)
        #expect(reading.batches[0].seriesKeys.count == 5)
        let items = telemetryItems(try reading.exportedLines.map { try JSON($0) })
        #expect(differences(items, telemetryItems([try JSON(input)])) == ([], []))
    }

    @Test func otherDataOfAMetricThatIsNullDoesNotMatter() throws {
        #expect(
            try Request.metricComingBack(
                #"{"name":"m","summary":null,"gauge":{"dataPoints":[{"asInt":1}]},"sum":null}"#
            )
                == #"{"name":"m","gauge":{"dataPoints":[{"asInt":"1"}]}}"#
        )
    }

    @Test func aMetricOfTwoKindsIsRejected() throws {
        let bad = #"{"name":"m","gauge":{"dataPoints":[{"asInt":1}]},"sum":{}}"#
        let good = #"{"name":"n","gauge":{"dataPoints":[{"asInt":"1"}]}}"#
        let reading = try DumpReading(Request.metrics(bad, good))
        #expect(reading.lines == [Request.metrics(good)])
        #expect(reading.rejected.map(\.bytes) == [Array(bad.utf8)])
        #expect(reading.batches[0].seriesKeys.count == 1)
    }

    @Test func exemplarsNameTracesAndSpans() throws {
        let point = """
            "count":"1","exemplars":[{"filteredAttributes":[{"key":"a","value":{"stringValue":"b"}}],\
            "timeUnixNano":"5","asDouble":0.5,"spanId":"eee19b7ec3c1b174",\
            "traceId":"5b8efff798038103d269b633813fc60c"},{"asInt":"-7"},{}]
            """
        #expect(try Request.pointComingBack(point) == point)
        let reading = try DumpReading(
            Request.metrics(#"{"name":"m","histogram":{"dataPoints":[{"count":1},{\#(point)}]}}"#)
        )
        let exemplars = reading.batches[0].exemplars
        #expect(exemplars.columns[ExemplarColumn.trace] == [0, noTrace, noTrace])
        #expect(exemplars.columns[ExemplarColumn.point] == [1, 1, 1])
        #expect(exemplars.columns[ExemplarColumn.ordinal] == [0, 1, 2])
        #expect(reading.batches[0].traces.ids.map(\.hex) == ["5b8efff798038103d269b633813fc60c"])
    }

    @Test func bucketsComeBackEmptyOrFull() throws {
        for point in [
            #""count":"5","bucketCounts":["5"]"#,
            #""count":"5","bucketCounts":["1","4"],"explicitBounds":["Infinity"]"#,
            #""scale":20,"positive":{"offset":-2147483648,"bucketCounts":["0"]}"#,
            #""positive":{"bucketCounts":["1"]},"negative":{"offset":1}"#,
        ] {
            #expect(try Request.pointComingBack(point) == point)
        }
        #expect(
            try Request.pointComingBack(
                #""positive":{},"negative":null,"bucketCounts":[],"explicitBounds":null"#
            ) == ""
        )
    }

    @Test func metricsAndResourcesThatBeginAlikeMayEndDifferently() throws {
        let points = #"[{"timeUnixNano":"1","asInt":"5"}]"#
        let tails = [
            "}}", #","aggregationTemporality":1}}"#, #","aggregationTemporality":2}}"#,
            #","aggregationTemporality":2,"isMonotonic":true}}"#, #"},"unit":"s"}"#,
            #"},"unit":"s","description":"d"}"#, #"},"metadata":[{"key":"a","value":{}}]}"#,
            #","dataPoints":[]}}"#, "}} ", #"},"name":"other"}"#,
        ]
        let resources = [
            #"{}"#, #"{"attributes":[]}"#,
            #"{"attributes":[{"key":"a","value":{"intValue":"1"}}]}"#,
            #"{"attributes":[{"key":"a","value":{"intValue":"12"}}]}"#, "null",
        ]
        let urls = ["", #","schemaUrl":"u""#, #","schemaUrl":"v""#]
        var random = SplitMix64(seed: 8)
        var lines: [String] = []
        for _ in 0..<400 {
            let metrics = (0...random.below(3)).map { _ in
                #"{"name":"m","sum":{"dataPoints":\#(points)\#(tails[random.below(tails.count)])"#
            }
            let resource = resources[random.below(resources.count)]
            let scope = [#"{}"#, #"{"name":"s"}"#, #"{"name":"s","version":"1"}"#][random.below(3)]
            let (inner, outer) = (urls[random.below(3)], urls[random.below(3)])
            lines.append(
                #"""
                {"resourceMetrics":[{"resource":\#(resource),"scopeMetrics":[{"scope":\#(scope),"metrics":[\#(metrics.joined(separator: ","))]\#(inner)}]\#(outer)}]}
                """#
            )
        }
        let together = try DumpReading(lines.joined(separator: "\n"))
        let alone = try lines.map { try DumpReading($0) }
        let back = telemetryItems(try together.exportedLines.map { try JSON($0) })
        let each = telemetryItems(try alone.flatMap(\.exportedLines).map { try JSON($0) })
        #expect(differences(back, each) == ([], []))
        #expect(together.outcome.rejectedCount == 0)
        let pointCount = lines.joined().split(separator: "timeUnixNano").count - 1
        #expect(together.batches.reduce(0) { $0 + $1.dataPoints.rowCount } == pointCount)
    }
}
