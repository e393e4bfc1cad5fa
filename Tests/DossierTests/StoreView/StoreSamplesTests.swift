import DossierMetricView
import DossierPromQL
import Testing

@Suite struct StoreSamplesTests {
    private static let origin = #"instance="shop-1", job="shop""#

    @Test func gaugesAndSumsBecomeSeriesOfTheirOwn() throws {
        var dump = MetricDump()
        dump.add(
            "memory.usage",
            unit: "By",
            "gauge",
            [
                MetricDump.point(0, #""asInt":"7""#, [("pod.name", "a")]),
                MetricDump.point(15.0009, #""asDouble":1.5"#, [("pod.name", "a")]),
                MetricDump.point(0, #""asDouble":"NaN""#, [("pod.name", "b")]),
            ]
        )
        dump.add(
            "requests",
            "sum",
            [MetricDump.point(0, #""asInt":"3""#, start: -10)],
            #","aggregationTemporality":2,"isMonotonic":true"#
        )
        let view = try ViewFixture(dump)
        #expect(
            try view.lines([("__name__", "memory_usage_bytes")]) == [
                #"{__name__="memory_usage_bytes", \#(Self.origin), pod_name="a"} 7.0@0.0 1.5@15.0"#,
                #"{__name__="memory_usage_bytes", \#(Self.origin), pod_name="b"} nan@0.0"#,
            ]
        )
        #expect(
            try view.lines([("__name__", "requests_total")]) == [
                #"{__name__="requests_total", \#(Self.origin)} 3.0@0.0"#
            ]
        )
        let selection = SampleSelection(
            matchers: [
                SeriesMatcher(name: LabelName.metricName, .equal(Array("requests_total".utf8)))
            ],
            startMilliseconds: 0,
            endMilliseconds: .max
        )
        let starts = try view.samples().select(selection).map(\.floats.startTimestamps)
        #expect(starts == [[MetricDump.start * 1000 - 10_000]])
    }

    /// Many series are selected by an index, few one by one.
    @Test func selectsAmongManySeriesWhatMatches() throws {
        var dump = MetricDump()
        let points = (0..<400).map { number in
            let attributes =
                [("number", "\(number)"), ("odd", number % 2 == 1 ? "yes" : "")]
                + (number % 3 == 0 ? [("third", "t\(number % 7)")] : [])
            return MetricDump.point(0, #""asDouble":1"#, attributes)
        }
        dump.add("many", "gauge", points)
        let samples = try ViewFixture(dump).samples()
        func selected(_ matchers: [SeriesMatcher]) throws -> [Labels] {
            let selection = SampleSelection(
                matchers: matchers,
                startMilliseconds: 0,
                endMilliseconds: .max
            )
            return try samples.select(selection).map(\.labels).sorted()
        }
        let all = try selected(SeriesMatcher.list(parsing: "many"))
        #expect(all.count == 400)
        for text in [
            "many{number=\"17\"}", "many{odd=\"yes\"}", "many{odd=\"\"}", "many{odd!=\"\"}",
            "many{third=\"t3\",odd=\"yes\"}", "many{third=~\"t[0-2]\"}", "many{third!~\"t.\"}",
            "many{number=~\"1.\",odd!=\"yes\"}", "many{third=\"t3\",third!=\"t3\"}",
            "many{none=\"\"}", "many{none=\"x\"}", "many{third=~\"t1|\"}", "many{number=~\".*\"}",
            "many{third=\"t2\",number=~\".*4\",odd=\"\"}", "many{job=\"shop\",number!=\"3\"}",
        ] {
            let matchers = try SeriesMatcher.list(parsing: text)
            let expected = all.filter { one in matchers.allSatisfy { $0.matches(one) } }
            #expect(try selected(matchers) == expected, "\(text)")
        }
    }

    @Test func histogramsBecomeCumulativeBuckets() throws {
        var dump = MetricDump()
        let buckets = #""bucketCounts":["1","2","0"],"explicitBounds":[0.5,10]"#
        dump.add(
            "latency",
            unit: "s",
            "histogram",
            [
                MetricDump.point(0, #""count":"3","sum":4.5,\#(buckets)"#),
                MetricDump.point(15, #""count":"3",\#(buckets)"#),
                MetricDump.point(30, #""flags":1"#),
            ],
            #","aggregationTemporality":2"#
        )
        let view = try ViewFixture(dump)
        let bucket = { (le: String, value: String) in
            #"{__name__="latency_seconds_bucket", \#(Self.origin), le="\#(le)"} "#
                + "\(value)@0.0 \(value)@15.0 stale@30.0"
        }
        #expect(
            try view.lines([("__name__", "latency_seconds_bucket")]) == [
                bucket("+Inf", "3.0"), bucket("0.5", "1.0"), bucket("10", "3.0"),
            ]
        )
        #expect(
            try view.lines([("__name__", "latency_seconds_bucket"), ("le", "10")]) == [
                bucket("10", "3.0")
            ]
        )
        #expect(
            try view.lines([("__name__", "latency_seconds_sum")]) == [
                #"{__name__="latency_seconds_sum", \#(Self.origin)} 4.5@0.0 stale@30.0"#
            ]
        )
        #expect(
            try view.lines([("__name__", "latency_seconds_count")]) == [
                #"{__name__="latency_seconds_count", \#(Self.origin)} 3.0@0.0 3.0@15.0 stale@30.0"#
            ]
        )
        #expect(try view.lines([("__name__", "latency_seconds_count"), ("le", "10")]).isEmpty)
    }

    @Test func histogramsAreNativeOnRequestAndByTheirOwnName() throws {
        var dump = MetricDump()
        dump.add(
            "latency",
            unit: "s",
            "histogram",
            [
                MetricDump.point(
                    0,
                    #""count":"3","sum":4.5,"bucketCounts":["1","0","2"],"explicitBounds":[0.5,10]"#
                )
            ],
            #","aggregationTemporality":2"#
        )
        let view = try ViewFixture(dump)
        let native = [
            #"{__name__="latency_seconds", \#(Self.origin)} {schema -53 count 3.0 sum 4.5"#
                + " zero 0.0 +[0:1.0,2:2.0] -[] bounds [0.5, 10.0]}@0.0"
        ]
        #expect(try view.lines([("__name__", "latency")]) == native)
        var options = StoreSampleOptions()
        options.explicitHistograms = .native
        #expect(try view.lines([("__name__", "latency_seconds")], options) == native)
        #expect(try view.lines([("job", "shop")], options) == native)
    }

    @Test func boundsThatChangeGiveSeriesForEachStretch() throws {
        var dump = MetricDump()
        dump.add(
            "a",
            "histogram",
            [
                MetricDump.point(
                    0,
                    #""count":"1","bucketCounts":["1","0"],"explicitBounds":[1]"#
                ),
                MetricDump.point(
                    15,
                    #""count":"2","bucketCounts":["2","0"],"explicitBounds":[2]"#
                ),
            ],
            #","aggregationTemporality":2"#
        )
        #expect(
            try ViewFixture(dump).lines([("__name__", "a_bucket")]) == [
                #"{__name__="a_bucket", \#(Self.origin), le="+Inf"} 1.0@0.0 2.0@15.0"#,
                #"{__name__="a_bucket", \#(Self.origin), le="1"} 1.0@0.0"#,
                #"{__name__="a_bucket", \#(Self.origin), le="2"} 2.0@15.0"#,
            ]
        )
    }

    @Test func exponentialHistogramsAreNative() throws {
        var dump = MetricDump()
        let members = { (scale: Int, offset: Int) in
            #""count":"9","sum":2.5,"scale":\#(scale),"zeroCount":"2","positive":"#
                + #"{"offset":\#(offset),"bucketCounts":["1","2","0","3"]},"#
                + #""negative":{"offset":0,"bucketCounts":["1"]}"#
        }
        dump.add(
            "a",
            "exponentialHistogram",
            [
                MetricDump.point(0, members(3, -2)),
                MetricDump.point(15, members(9, -2)),
                MetricDump.point(30, members(-5, 0)),
                MetricDump.point(45, #""flags":1"#),
            ],
            #","aggregationTemporality":2"#
        )
        #expect(
            try ViewFixture(dump).lines([("__name__", "a")]) == [
                #"{__name__="a", \#(Self.origin)} {schema 3 count 9.0 sum 2.5 zero 2.0"#
                    + " +[-1:1.0,0:2.0,2:3.0] -[1:1.0]}@0.0"
                    + " {schema 8 count 9.0 sum 2.5 zero 2.0 +[0:3.0,1:3.0] -[1:1.0]}@15.0"
                    + " stale@45.0"
            ]
        )
    }

    @Test func summariesHaveASeriesForEachQuantile() throws {
        var dump = MetricDump()
        dump.add(
            "a",
            "summary",
            [
                MetricDump.point(
                    0,
                    #""count":"4","sum":8,"quantileValues":[{"value":1},{"quantile":0.99,"value":3}]"#
                ),
                MetricDump.point(15, #""flags":1"#),
            ]
        )
        let view = try ViewFixture(dump)
        #expect(
            try view.lines([("__name__", "a")]) == [
                #"{__name__="a", \#(Self.origin), quantile="0"} 1.0@0.0 stale@15.0"#,
                #"{__name__="a", \#(Self.origin), quantile="0.99"} 3.0@0.0 stale@15.0"#,
            ]
        )
        #expect(try view.lines([("quantile", "0.99")]).count == 1)
        #expect(
            try view.lines([("__name__", "a_count")]) == [
                #"{__name__="a_count", \#(Self.origin)} 4.0@0.0 stale@15.0"#
            ]
        )
    }

    @Test func deltasAreAddedUpAndNoted() throws {
        var dump = MetricDump()
        dump.add(
            "jobs",
            "sum",
            [
                MetricDump.point(20, #""asInt":"5""#, start: 10),
                MetricDump.point(10, #""asInt":"2""#, start: 0),
                MetricDump.point(30, #""flags":1"#),
                MetricDump.point(40, #""asInt":"1""#, start: 30),
            ],
            #","aggregationTemporality":1,"isMonotonic":true"#
        )
        let view = try ViewFixture(dump)
        #expect(
            try view.lines([("__name__", "jobs_total")]) == [
                #"{__name__="jobs_total", \#(Self.origin)} 2.0@10.0 7.0@20.0 stale@30.0 8.0@40.0"#
            ]
        )
        let samples = try view.samples()
        let late = SampleSelection(
            matchers: [],
            startMilliseconds: MetricDump.start * 1000 + 35_000,
            endMilliseconds: .max
        )
        #expect(try samples.select(late).first?.floats.values.last == 8)
        #expect(samples.currentNotes.deltaMetrics == [Array("jobs_total".utf8)])
        #expect(samples.unread().currentNotes.deltaMetrics.isEmpty)
    }

    @Test func attributesThatBecomeOneLabelAreJoined() throws {
        var dump = MetricDump()
        dump.resource = [
            ("service.name", "shop"), ("service.namespace", "eu"), ("host.name", "h1"),
        ]
        dump.add(
            "a",
            "gauge",
            [
                MetricDump.point(
                    0,
                    #""asInt":"1""#,
                    [
                        ("b_c", "2"), ("b.c", "1"), ("job", "mine"), ("__name__", "no"),
                        ("empty", ""),
                    ]
                )
            ]
        )
        let view = try ViewFixture(dump)
        #expect(
            try view.lines([("__name__", "a")]) == [
                #"{__name__="a", b_c="1;2", job="eu/shop"} 1.0@0.0"#
            ]
        )
        #expect(
            try view.lines([("__name__", "target_info")]) == [
                #"{__name__="target_info", host_name="h1", job="eu/shop"} 1.0@0.0"#
            ]
        )
        var options = StoreSampleOptions()
        options.promotedAttributes = .some([Array("host.name".utf8)])
        options.hasScopeLabels = true
        #expect(
            try view.lines([("__name__", "a")], options) == [
                #"{__name__="a", b_c="1;2", host_name="h1", job="eu/shop", "#
                    + #"otel_scope_name="library", otel_scope_version="1.2"} 1.0@0.0"#
            ]
        )
    }

    @Test func latestOfPointsForOneTimeCounts() throws {
        var first = MetricDump()
        first.add("a", "gauge", [MetricDump.point(0, #""asInt":"1""#)])
        first.add("a", "gauge", [MetricDump.point(20, #""asInt":"3""#)])
        var second = MetricDump()
        second.add(
            "a",
            "gauge",
            [
                MetricDump.point(0, #""asInt":"9""#), MetricDump.point(10, #""asInt":"2""#),
                MetricDump.point(10.0001, #""asInt":"8""#),
            ]
        )
        #expect(
            try ViewFixture(first, second).lines([("__name__", "a")]) == [
                #"{__name__="a", \#(Self.origin)} 9.0@0.0 8.0@10.0 3.0@20.0"#
            ]
        )
    }

    @Test(arguments: [
        "requests_total", "http.requests", "http_requests", "http.requests_total",
    ])
    func findsMetricsByAnySpelling(_ name: String) throws {
        var dump = MetricDump()
        dump.add(
            "http.requests",
            unit: "1",
            "sum",
            [MetricDump.point(0, #""asInt":"3""#)],
            #","aggregationTemporality":2,"isMonotonic":true"#
        )
        dump.add(
            "requests",
            "sum",
            [MetricDump.point(0, #""asInt":"4""#)],
            #","aggregationTemporality":2,"isMonotonic":true"#
        )
        let value = name == "requests_total" ? "4.0" : "3.0"
        let shown = name == "requests_total" ? name : "http_requests_total"
        #expect(
            try ViewFixture(dump).lines([("__name__", name)]) == [
                #"{__name__="\#(shown)", \#(Self.origin)} \#(value)@0.0"#
            ]
        )
    }

    @Test func listsLabelsAndTheirValues() throws {
        var dump = MetricDump()
        dump.add(
            "a",
            "gauge",
            [
                MetricDump.point(0, #""asInt":"1""#, [("pod", "y")]),
                MetricDump.point(0, #""asInt":"1""#, [("pod", "x")]),
            ]
        )
        let samples = try ViewFixture(dump).samples()
        let text = { (bytes: [[UInt8]]) in bytes.map { String(decoding: $0, as: UTF8.self) } }
        #expect(
            text(try samples.labelNames(matching: [])) == ["__name__", "instance", "job", "pod"]
        )
        #expect(
            text(try samples.labelValues(of: Array("pod".utf8), matching: [])) == ["x", "y"]
        )
        #expect(text(try samples.labelValues(of: LabelName.metricName, matching: [])) == ["a"])
    }
}
