import Dossier
import Testing

@testable import DossierCLI

/// Series that differ in their resource or scope only.
@Suite struct SeriesCollisionTests {
    private static func gauge(
        _ value: Int,
        _ resource: [(String, String)],
        scope: (String, String) = ("library", "1.2"),
        attributes: [(String, String)] = [],
        at seconds: [Double] = [0]
    ) -> MetricDump {
        var dump = MetricDump(resource: resource, scope: scope)
        dump.add(
            "heap.used",
            "gauge",
            seconds.map { MetricDump.point($0, #""asInt":"\#(value)""#, attributes) }
        )
        return dump
    }

    private func series(_ result: QueryResult) -> [String] {
        guard case .vector(let series) = result.value else { return [] }
        return series.map { "\($0.selector) \($0.points[0].number ?? -1)" }.sorted()
    }

    @Test func replicasAreKeptApartByTheAttributeThatNamesThem() throws {
        let view = try ViewFixture(
            Self.gauge(5, [("service.name", "cart"), ("k8s.pod.name", "p1"), ("zone", "x")]),
            Self.gauge(70, [("service.name", "cart"), ("k8s.pod.name", "p2"), ("zone", "y")]),
            Self.gauge(900, [("service.name", "user"), ("k8s.pod.name", "p3")])
        )
        let file = try view.fixture.open()
        let total = try file.query(PromQLQuery("sum(heap_used)"))
        #expect(series(total) == ["{} 975.0"])
        let separation = try #require(try file.metrics().metrics[0].separation)
        #expect(separation.resourceAttributes == ["k8s.pod.name"])
        #expect(separation.labels == ["k8s_pod_name"])
        #expect(separation.seriesCount == 2)
        #expect(!separation.scopeLabels)
        #expect(total.notes == [.keptApart(separation)])
        #expect(total.infos == [separation.description])
        #expect(
            total.noteText(total.infos[0]).hasSuffix(
                "kept apart by the resource attribute k8s.pod.name (label k8s_pod_name);"
                    + " promote it to have the label on all series (--promote k8s.pod.name)"
            )
        )
        #expect(
            series(try file.query(PromQLQuery("heap_used"))) == [
                #"heap_used{job="cart", k8s_pod_name="p1"} 5.0"#,
                #"heap_used{job="cart", k8s_pod_name="p2"} 70.0"#,
                #"heap_used{job="user"} 900.0"#,
            ]
        )
        let selected = try file.query(PromQLQuery(#"heap_used{k8s_pod_name=~"p[13]"}"#))
        #expect(series(selected) == [#"heap_used{job="cart", k8s_pod_name="p1"} 5.0"#])
        // Nothing collides in what this one selects.
        let other = try file.query(PromQLQuery(#"heap_used{job="user"}"#))
        #expect(other.notes.isEmpty)
        var options = QueryOptions()
        options.promotedResourceAttributes = ["k8s.pod.name"]
        #expect(try file.query(PromQLQuery("heap_used", options: options)).notes.isEmpty)
    }

    @Test func rulesSayWhichSeriesTheyKeepApart() throws {
        let view = try ViewFixture(
            Self.gauge(5, [("service.name", "cart"), ("host.name", "a")], at: [0, 60]),
            Self.gauge(7, [("service.name", "cart"), ("host.name", "b")], at: [0, 60])
        )
        let rules = "groups: [{name: g, rules: [{record: r, expr: sum(heap_used)}]}]"
        let report = try RuleEvaluation(store: view.fixture.store)
            .run([RuleText(name: "rules.yml", text: rules)])
        #expect(report.separations.map(\.labels) == [["host_name"]])
        let document = String(decoding: report.json(), as: UTF8.self)
        #expect(
            document.contains(
                #""kept_apart":[{"metric":"heap_used","series":2,"#
                    + #""resource_attributes":["host.name"],"scope_labels":false,"#
                    + #""labels":["host_name"]}]"#
            )
        )
    }

    @Test func seriesOfTheSameMetricWithLabelsOfTheirOwnStayAsTheyAre() throws {
        let view = try ViewFixture(
            Self.gauge(1, [("service.name", "cart"), ("host.name", "a")]),
            Self.gauge(2, [("service.name", "cart"), ("host.name", "b")]),
            Self.gauge(
                3,
                [("service.name", "cart"), ("host.name", "b")],
                attributes: [("pool", "old")]
            )
        )
        #expect(
            series(try view.fixture.open().query(PromQLQuery("heap_used"))) == [
                #"heap_used{host_name="a", job="cart"} 1.0"#,
                #"heap_used{host_name="b", job="cart"} 2.0"#,
                #"heap_used{job="cart", pool="old"} 3.0"#,
            ]
        )
    }

    @Test func severalAttributesAreTakenWhereOneDoesNotTellAll() throws {
        let view = try ViewFixture(
            Self.gauge(1, [("service.name", "a"), ("host.name", "h1"), ("process.pid", "7")]),
            Self.gauge(2, [("service.name", "a"), ("host.name", "h1"), ("process.pid", "8")]),
            Self.gauge(4, [("service.name", "a"), ("host.name", "h2"), ("process.pid", "7")])
        )
        let file = try view.fixture.open()
        #expect(series(try file.query(PromQLQuery("sum(heap_used)"))) == ["{} 7.0"])
        let separation = try #require(try file.metrics().metrics[0].separation)
        #expect(separation.resourceAttributes == ["host.name", "process.pid"])
    }

    @Test func scopesAreKeptApartByTheirLabels() throws {
        let origin = [("service.name", "app"), ("service.instance.id", "1")]
        let view = try ViewFixture(
            Self.gauge(10, origin, scope: ("driver", "")),
            Self.gauge(200, origin, scope: ("pool", "2"))
        )
        let file = try view.fixture.open()
        let result = try file.query(PromQLQuery("heap_used"))
        #expect(
            series(result) == [
                #"heap_used{instance="1", job="app", otel_scope_name="driver"} 10.0"#,
                #"heap_used{instance="1", job="app", otel_scope_name="pool","#
                    + #" otel_scope_version="2"} 200.0"#,
            ]
        )
        #expect(result.noteText(result.infos[0]).hasSuffix("(--scope-labels)"))
    }

    @Test func orderOfAttributesMakesNoOtherResource() throws {
        let view = try ViewFixture(
            Self.gauge(1, [("service.name", "a"), ("host.name", "h")], at: [0, 15]),
            Self.gauge(2, [("host.name", "h"), ("service.name", "a")], at: [15, 30])
        )
        let file = try view.fixture.open()
        let result = try file.query(PromQLQuery("sum_over_time(heap_used[5m])"))
        #expect(series(result) == [#"{job="a"} 5.0"#])
        #expect(result.notes.isEmpty)
        #expect(
            result.infos.contains { $0.hasPrefix("1 point of metric \"heap_used\" has a later") }
        )
    }

    @Test func laterPointForTheSameTimeCounts() throws {
        var dump = MetricDump()
        let values = [(0, 1), (15, 2), (15, 40), (30, 3)]
        dump.add(
            "level",
            "gauge",
            values.map { MetricDump.point(Double($0), #""asInt":"\#($1)""#) }
        )
        dump.add(
            "jobs",
            "sum",
            values.map { time, value in
                MetricDump.point(
                    Double(time),
                    #""asInt":"\#(value)""#,
                    start: Double(time) - 15
                )
            },
            #","aggregationTemporality":1,"isMonotonic":true"#
        )
        let buckets = #""bucketCounts":["1","1"],"explicitBounds":[1]"#
        dump.add(
            "took",
            "histogram",
            [0, 15, 15].map { MetricDump.point($0, #""count":"2","sum":3,\#(buckets)"#) },
            #","aggregationTemporality":1"#
        )
        let file = try ViewFixture(dump).fixture.open()
        let level = try file.query(PromQLQuery("sum_over_time(level[1m])"))
        #expect(series(level).map { $0.suffix(5) } == [" 44.0"])
        #expect(
            level.infos == [
                "1 point of metric \"level\" has a later-exported one for the same time,"
                    + " which counts instead"
            ]
        )
        #expect(series(try file.query(PromQLQuery("sum(jobs_total)"))) == ["{} 44.0"])
        #expect(series(try file.query(PromQLQuery(#"sum(took_bucket{le="1"})"#))) == ["{} 2.0"])
    }

    @Test func namesWithDotsAreExplained() throws {
        let file = try ViewFixture(Self.gauge(1, [("service.name", "a"), ("host.name", "h")]))
            .fixture.open()
        let texts = [
            "heap.used": #"; a name with dots is written {"heap.used"}"#,
            "sum(rate(heap.used[5m]))": #"; a name with dots is written {"heap.used"}"#,
            #"x{host.name="h"}"#: "; the attribute host.name is the label host_name",
            "sum by (host.name) (heap_used)": "; the attribute host.name is the label host_name",
            "1 + .": "",
        ]
        for (text, hint) in texts {
            let error = #expect(throws: DossierError.self) {
                try file.query(PromQLQuery(text))
            }
            let description = try #require(error?.description)
            if hint.isEmpty {
                #expect(!description.contains(";"), "\(text)")
            } else {
                #expect(description.hasSuffix(hint), "\(text): \(description)")
            }
        }
    }

    @Test func emptyAnswerNamesTheAttributeThatIsNoLabel() throws {
        let file = try ViewFixture(Self.gauge(1, [("service.name", "a"), ("host.name", "h")]))
            .fixture.open()
        let result = try file.query(PromQLQuery(#"sum(heap_used{host_name="h"})"#))
        #expect(result.notes == [.resourceAttribute(label: "host_name", attribute: "host.name")])
        #expect(result.infos == result.notes.map(\.text))
        #expect(result.noteText(result.infos[0]).hasSuffix("(--promote host.name)"))
        #expect(try file.query(PromQLQuery(#"heap_used{pool="h"}"#)).infos.isEmpty)
        #expect(try file.query(PromQLQuery(#"heap_used{job="b"}"#)).infos.isEmpty)
    }
}
