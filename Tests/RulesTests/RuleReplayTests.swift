import DossierPromQL
import DossierPromQLSyntax
import DossierRules
import TestSupport
import Testing

/// Evaluates at each time alone, over samples to which results are appended.
private struct PlainEnvironment: RuleEnvironment {
    var storage: MemoryStorage
    var written: [Labels: [(Int64, UInt64)]] = [:]

    func query(
        _ expression: PromQLExpression,
        text: String,
        at milliseconds: Int64
    ) throws -> PromQLResult.Value {
        try PromQLEngine(nameRemoval: .immediate)
            .evaluate(expression, text: text, at: milliseconds, over: storage).value
    }

    mutating func append(
        _ point: PromQLResult.Point,
        at milliseconds: Int64,
        to labels: Labels
    ) throws {
        guard case .float(let value) = point else { return }
        try storage.append(value, at: milliseconds, to: labels)
        written[labels, default: []].append((milliseconds, value.bitPattern))
    }
}

@Suite struct RuleReplayTests {
    private static let start: Int64 = 1_700_000_000_000

    private static func groups(_ text: String) throws -> [RuleGroup] {
        try RuleFile(parsing: text).groups
    }

    /// Two counters with resets and two gauges with gaps, every 15 seconds for an hour.
    private static func samples(seed: UInt64) throws -> MemoryStorage {
        var random = SplitMix64(seed: seed)
        var storage = MemoryStorage()
        var counts = [0.0, 0.0]
        for step in 0..<240 {
            let time = start + Int64(step) * 15_000
            for index in 0..<2 {
                counts[index] += Double(random.next() % 8)
                if random.next() % 40 == 0 { counts[index] = 0 }
                let job = Label(name: Array("job".utf8), value: Array("j\(index)".utf8))
                let isThere = random.next() % 10 != 0
                try storage.append(
                    counts[index],
                    at: time,
                    to: Labels([job, Label(name: "__name__", value: "requests_total")])
                )
                guard isThere else { continue }
                try storage.append(
                    Double(random.next() % 100),
                    at: time,
                    to: Labels([job, Label(name: "__name__", value: "load")])
                )
            }
        }
        return storage
    }

    private static func written(_ report: ReplayReport) -> [Labels: [(Int64, UInt64)]] {
        var written: [Labels: [(Int64, UInt64)]] = [:]
        for one in report.recorded.flatMap(\.series) {
            written[one.labels] = zip(one.floats.timestamps, one.floats.values)
                .map { ($0, $1.bitPattern) }
        }
        return written
    }

    private static let chains = [
        "{record: a, expr: 'sum by (job) (rate(requests_total[2m]))'}, {record: b, expr: 'a / 2'}",
        "{record: b, expr: 'avg_over_time(a[5m])'}, {record: a, expr: 'load * 2'}",
        "{record: e, expr: '0.5 * e + 0.5 * sum(load) or sum(load)'}, {record: f, expr: e > 40}",
        "{record: a, expr: load}, {record: b, expr: 'a offset -2m'}, {record: c, expr: 'b + a'}",
        "{record: a, expr: 'load @ end()'}, {record: b, expr: 'max_over_time(a[3m])'}",
        "{record: a, expr: 'load > 50'}, {record: b, expr: 'count({__name__=~\"a|b\"})'}",
        "{record: a, expr: 'load / on() load'}, {record: b, expr: 'a'}, {record: c, expr: '7'}",
        "{alert: High, expr: 'load > 60', for: 1m, keep_firing_for: 30s},"
            + " {record: n, expr: 'count by (alertstate) (ALERTS{alertname=\"High\"})'}",
        "{alert: A, expr: 'load > 60', annotations: {n: '{{ query \"c\" | len }}'}},"
            + " {record: c, expr: 'load > 30'}, {record: d, expr: 'c'}",
        "{record: a, expr: 'rate(requests_total[1m:15s])'},"
            + " {record: b, expr: 'predict_linear(a[10m], 60)'}",
        "{record: a, expr: 'load', labels: {x: y}}, {record: a, expr: 'load', labels: {x: z}},"
            + " {record: s, expr: 'sum without (job) (a)'}",
    ]

    @Test(arguments: chains.indices, ["", ", query_offset: 1m"])
    func writesWhatEvaluationTimeByTimeWrites(_ chain: Int, _ offset: String) throws {
        let text = """
            groups:
            - {name: one, interval: 30s\(offset), rules: [\(Self.chains[chain])]}
            - {name: two, interval: 45s, rules: [
                {record: sum_b, expr: 'sum(b)'}, {record: last, expr: 'last_over_time(sum_b[2m])'},
                {record: three, expr: 'count({__name__=~"a|c|e"})'}]}
            """
        let groups = try Self.groups(text)
        let storage = try Self.samples(seed: UInt64(chain) &+ 11)
        let end = Self.start + 3_600_000
        let report = try RuleReplay(
            groups,
            over: storage,
            ReplayOptions(range: Self.start...end)
        ).run()
        var environment = PlainEnvironment(storage: storage)
        var evaluators = groups.map { RuleGroupEvaluator($0) }
        var failureCount = 0
        for time in stride(from: Self.start, through: end, by: 15_000) {
            for index in evaluators.indices {
                let interval = groups[index].intervalMilliseconds ?? 60_000
                guard (time - Self.start) % interval == 0 else { continue }
                evaluators[index].evaluate(at: time, in: &environment)
                failureCount += evaluators[index].states.count { $0.lastError != nil }
            }
        }
        let found = Self.written(report)
        #expect(Set(found.keys) == Set(environment.written.keys))
        for (labels, expected) in environment.written {
            let values = found[labels] ?? []
            #expect(values.elementsEqual(expected) { $0 == $1 }, "\(labels)")
        }
        #expect(report.rules.reduce(0) { $0 + $1.failureCount } == failureCount)
    }

    @Test func followsAlertsFromPendingToResolved() throws {
        var storage = MemoryStorage()
        // Up from minute 2 to 7, and again at minute 14 for one evaluation.
        for minute in 0...20 {
            let isUp = (2...7).contains(minute) || minute == 14
            try storage.append(
                isUp ? Double(minute) : 0,
                at: Int64(minute) * 60_000,
                to: Labels(["__name__": "load", "job": "shop"])
            )
        }
        let groups = try Self.groups(
            """
            groups:
            - name: g
              rules:
              - alert: Up
                expr: load > 1
                for: 3m
                keep_firing_for: 2m
                labels: {severity: page}
                annotations: {text: 'at {{ $value }}'}
            """
        )
        let report = try RuleReplay(
            groups,
            over: storage,
            ReplayOptions(range: 0...1_200_000)
        ).run()
        #expect(report.alerts.map(\.pendingAt) == [120_000, 840_000])
        #expect(report.alerts.map(\.firingAt) == [300_000, nil])
        #expect(report.alerts.map(\.resolvedAt) == [600_000, 900_000].map { $0 as Int64? })
        let first = try #require(report.alerts.first)
        #expect(first.labels["alertname"] == "Up" && first.labels["severity"] == "page")
        #expect(first.annotations.map(\.value) == ["at 7"])
    }

    /// What `info()` reads is no part of its expression, as far as it is the default.
    @Test func readsWhatInfoTakesLabelsFrom() throws {
        var storage = MemoryStorage()
        for (name, label) in [("up", "a"), ("target_info", "region"), ("build_info", "version")] {
            for minute in 0...2 {
                try storage.append(
                    1,
                    at: Int64(minute) * 60_000,
                    to: Labels(["__name__": name, "job": "shop", "instance": "1", label: name])
                )
            }
        }
        let text = """
            groups:
            - name: g
              rules:
              - {record: r, expr: info(up)}
              - {record: s, expr: 'info(up, {version=~".+", __name__="build_info"})'}
              - {record: t, expr: 'info(up, {region="target_info"})'}
            """
        let report = try RuleReplay(
            RuleFile(parsing: text, features: .experimental).groups,
            over: storage,
            ReplayOptions(range: 0...120_000)
        ).run()
        let labels = report.recorded.flatMap(\.series).map(\.labels)
        #expect(labels.map { $0["region"] } == ["target_info", nil, "target_info"])
        #expect(labels.map { $0["version"] } == [nil, "build_info", nil])
    }

    @Test func windowsBelowAMillisecondAreEmpty() throws {
        let groups = try Self.groups(
            "groups: [{name: g, rules: [{record: a, expr: 'count_over_time(load[0.0001])'}]}]"
        )
        let report = try RuleReplay(
            groups,
            over: try Self.samples(seed: 5),
            ReplayOptions(range: Self.start...Self.start)
        ).run()
        #expect(report.rules[0].failures.isEmpty && report.rules[0].sampleCount == 0)
    }

    @Test func countsAndNamesFailuresAndGoesOn() throws {
        let groups = try Self.groups(
            """
            groups:
            - name: g
              interval: 30s
              rules:
              - {record: a, expr: "load * on() load"}
              - {record: b, expr: "load[1m]"}
              - {record: c, expr: "1"}
            """
        )
        let report = try RuleReplay(
            groups,
            over: try Self.samples(seed: 3),
            ReplayOptions(range: Self.start...(Self.start + 600_000))
        ).run()
        #expect(report.rules.map(\.evaluationCount) == [21, 21, 21])
        #expect(
            report.rules[1].failures.map(\.message) == ["rule result is not a vector or scalar"]
        )
        #expect(report.rules[1].failures.map(\.count) == [21])
        #expect(report.rules[2].failures.isEmpty && report.rules[2].sampleCount == 21)
    }

    @Test func evaluatesAtTheMultiplesOfTheIntervalWithoutAStart() throws {
        let groups = try Self.groups(
            """
            groups:
            - {name: g, interval: 1m, query_offset: 90s, rules: [{record: a, expr: "time()"}]}
            """
        )
        var options = ReplayOptions(range: 100_500...400_000)
        options.beginsAtStart = false
        let report = try RuleReplay(groups, over: MemoryStorage(), options).run()
        let series = try #require(report.recorded.first?.series.first)
        #expect(series.floats.timestamps == [150_000, 210_000, 270_000])
    }

    @Test func refusesMoreEvaluationsThanItCanMake() throws {
        let groups = try Self.groups(
            "groups: [{name: g, interval: 1ms, rules: [{record: a, expr: '1'}]}]"
        )
        #expect(throws: RuleReplayError.self) {
            try RuleReplay(
                groups,
                over: MemoryStorage(),
                ReplayOptions(range: 0...4_000_000_000_000)
            )
        }
    }
}
