import Dossier
import Synchronization
import Testing

/// Lists of labels, series, metrics and rules by Prometheus' API.
@Suite struct PrometheusListingTests {
    private static let start = PrometheusDump.start

    private func fixture(_ options: QueryOptions = QueryOptions()) throws -> PrometheusFixture {
        try PrometheusFixture(PrometheusDump.metrics(), options: options)
    }

    @Test func labelsAreThoseOfTheSelectedSeries() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        #expect(try fixture.data("labels") == #"["__name__","host_name","job","le"]"#)
        #expect(
            try fixture.data("labels?match[]=load") == #"["__name__","host_name","job"]"#
        )
        #expect(
            try fixture.data("labels", form: "match[]=took_seconds_bucket&match[]=nothing")
                == #"["__name__","job","le"]"#
        )
    }

    @Test func seriesWithoutASampleInTheTimesAreLeftOut() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        let early = "start=\(Self.start)&end=\(Self.start + 29)"
        let values = "label/host_name/values"
        #expect(try fixture.data(values) == #"["a","b"]"#)
        #expect(try fixture.data("\(values)?\(early)") == #"["a"]"#)
        #expect(try fixture.data("\(values)?start=\(Self.start + 30)") == #"["a","b"]"#)
        #expect(try fixture.data("\(values)?end=\(Self.start - 1)") == "[]")
        #expect(try fixture.data("\(values)?start=9&end=8") == "[]")
        #expect(
            try fixture.data("series?match[]=load&\(early)")
                == #"[{"__name__":"load","host_name":"a","job":"shop"}]"#
        )
        #expect(
            try fixture.data("labels?start=\(Self.start + 1)") == #"["__name__","host_name","job"]"#
        )
        #expect(
            try fixture.data("label/__name__/values?start=\(Self.start + 1)") == #"["load"]"#
        )
    }

    @Test func partsOfHistogramsHaveTheirOwnLabels() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        #expect(try fixture.data("label/le/values") == ##"["+Inf","0.5","2"]"##)
        #expect(
            try fixture.data("label/__name__/values?match[]=%7Ble=%220.5%22%7D")
                == #"["took_seconds_bucket"]"#
        )
        #expect(
            try fixture.data("series?match[]=took_seconds_sum")
                == #"[{"__name__":"took_seconds_sum","job":"shop"}]"#
        )
    }

    @Test func namesOfLabelsMayBeEscaped() throws {
        var options = QueryOptions()
        options.naming = .noTranslation
        let fixture = try fixture(options)
        defer { fixture.stop() }
        #expect(try fixture.data("label/U__host_2e_name/values") == #"["a","b"]"#)
        #expect(try fixture.data("label/host.name/values") == #"["a","b"]"#)
        #expect(try fixture.data("label/U__host_x/values") == "[]")
    }

    @Test func metadataIsByName() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        #expect(
            try fixture.data("metadata")
                == #"{"load":[{"type":"gauge","unit":"","help":"how busy"}],"#
                + #""took_seconds":[{"type":"histogram","unit":"s","help":""}]}"#
        )
        #expect(try fixture.data("metadata?metric=up") == "{}")
        #expect(try fixture.data("metadata?limit=1").contains("load"))
    }

    @Test func storesAreOne() throws {
        let other = PrometheusDump.metrics(value: 100).replacing("took", with: "waited")
        let fixture = try PrometheusFixture(PrometheusDump.metrics(), other)
        defer { fixture.stop() }
        let names = try fixture.data("label/__name__/values")
        #expect(names.contains("took_seconds_sum") && names.contains("waited_seconds_sum"))
        // Both have the series; at the same times, that of the first store counts.
        #expect(try fixture.data("query?query=max(load)").contains(#","6"]"#))
        #expect(try fixture.data("query?query=count(load)").contains(#","2"]"#))
        #expect(try fixture.data("series?match[]=load").components(of: "__name__") == 2)
    }

    private static let rules = """
        groups:
        - name: one
          rules:
          - {record: "busy", expr: "sum(load)", labels: {team: a}}
          - {alert: Busy, expr: "load > 2", labels: {team: b}, annotations: {summary: "{{ $value }}"}}
        - name: two
          interval: 10s
          rules:
          - {alert: Never, expr: "load > 100", for: 1m}
        """

    @Test func rulesStandAsAtTheEndOfTheData() throws {
        let fixture = try PrometheusFixture(PrometheusDump.metrics(), rules: Self.rules)
        defer { fixture.stop() }
        let all = try fixture.data("rules")
        #expect(all.contains(#""state":"inactive","name":"Never""#))
        #expect(all.contains(#""duration":60"#))
        #expect(all.contains(#""name":"busy","query":"sum(load)","labels":{"team":"a"}"#))
        let records = try fixture.data("rules?type=record")
        #expect(records.contains("busy") && !records.contains("Busy"))
        #expect(try fixture.data("rules?match[]=%7Bteam=%22b%22%7D").components(of: "query") == 1)
        let first = try fixture.data("rules?group_limit=1")
        #expect(first.hasSuffix(#""groupNextToken":"1"}"#))
        #expect(try fixture.data("rules?group_limit=1&group_next_token=1").contains("Never"))
        #expect(try fixture.data("rules?type=Record") == records)
        #expect(try fixture.ask("rules?type=x").status == 400)
        #expect(try fixture.ask("alerts?type=x").status == 200)
        #expect(try fixture.ask("rules?group_limit=1&group_next_token=9").status == 400)
        #expect(try fixture.ask("rules?group_next_token=1").status == 400)
    }

    @Test func aListingThatIsCancelledDoesNotKeepTheNextFromBeingMade() async throws {
        let fixture = try PrometheusFixture(PrometheusDump.metrics())
        defer { fixture.stop() }
        let rules = try RuleSet([RuleText(name: "rules.yml", text: Self.rules)])
        let stores = MetricStores(fixture.files)
        let left = Atomic(3)
        let error = await #expect(throws: DossierError.self) {
            try await rules.listing(over: stores) {
                left.subtract(1, ordering: .relaxed).newValue < 0
            }
        }
        #expect(error?.code == .cancelled)
        let listings = try await withThrowingTaskGroup(of: RuleListing.self) { group in
            for _ in 0..<4 { group.addTask { try await rules.listing(over: stores) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(listings.count == 4)
        for listing in listings {
            #expect(listing.groups.flatMap(\.rules).allSatisfy { $0.failures.isEmpty })
        }
    }

    @Test(arguments: ["load offset 5m", "load @ 5", "load @ end()", "(load offset 1s)"])
    func selectorsHaveNoTimes(_ selector: String) throws {
        let fixture = try PrometheusFixture(PrometheusDump.metrics())
        defer { fixture.stop() }
        let text = selector.replacing(" ", with: "%20")
        for path in ["series", "labels", "label/job/values"] {
            #expect(try fixture.ask("\(path)?match[]=\(text)").status == 400)
        }
    }

    @Test func alertsAreThoseThatArePendingOrFiringAtTheEnd() throws {
        let rules = Self.rules.replacing("load > 2", with: "load{host_name='a'} > 2")
            .replacing("name: one", with: "name: one\n  interval: 10s")
        let fixture = try PrometheusFixture(PrometheusDump.metrics(), rules: rules)
        defer { fixture.stop() }
        #expect(
            try fixture.data("alerts")
                == #"{"alerts":[{"labels":{"alertname":"Busy","host_name":"a","job":"shop","#
                + #""team":"b"},"annotations":{"summary":"6"},"state":"firing","activeAt":"#
                + #""2023-11-14T22:13:50.000000000Z","value":"6e+00"}]}"#
        )
    }

    @Test func aServerWithoutRulesHasNone() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        #expect(try fixture.data("rules") == #"{"groups":[]}"#)
        #expect(try fixture.data("alerts") == #"{"alerts":[]}"#)
        #expect(try fixture.data("alertmanagers").contains(#""activeAlertmanagers":[]"#))
        #expect(try fixture.data("targets").contains(#""activeTargets":[]"#))
    }

    @Test func seriesAreCountedByTheirLabels() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        let status = try fixture.data("status/tsdb?limit=1")
        #expect(status.contains(#""numSeries":7"#))
        #expect(
            status.contains(
                #""seriesCountByMetricName":[{"name":"took_seconds_bucket","value":3}]"#
            )
        )
    }
}

extension String {
    /// How often a text is in it.
    fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
