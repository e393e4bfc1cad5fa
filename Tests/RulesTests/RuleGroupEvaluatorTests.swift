import DossierPromQL
import DossierPromQLSyntax
import DossierRules
import Testing

/// Answers expressions from a table, or from what was appended, and keeps what is appended.
private struct TableEnvironment: RuleEnvironment {
    struct Failure: Error {}

    /// By expression and minute; nil to fail.
    var answers: [String: [Int64: [(Labels, Double)]?]] = [:]
    var appended: [(labels: Labels, minute: Int64, value: Double)] = []

    func query(
        _ expression: PromQLExpression,
        text: String,
        at milliseconds: Int64
    ) throws -> PromQLResult.Value {
        if case .matrixSelector = expression {
            return .matrix([])
        }
        if case .number(let literal) = expression {
            return .scalar(literal.value)
        }
        guard let answers = answers[text] else {
            let own = appended.filter {
                $0.labels["__name__"] == text && $0.minute == milliseconds / 60_000
            }
            return .vector(own.map { .init(labels: $0.labels, point: .float($0.value)) })
        }
        guard let answer = answers[milliseconds / 60_000, default: []] else { throw Failure() }
        return .vector(answer.map { .init(labels: $0.0, point: .float($0.1)) })
    }

    mutating func append(
        _ point: PromQLResult.Point,
        at milliseconds: Int64,
        to labels: Labels
    ) throws {
        guard case .float(let value) = point else { return }
        appended.append((labels, milliseconds / 60_000, value))
    }

    /// `name{…}@minute=value`, of one metric.
    func written(_ name: String) -> [String] {
        appended.filter { $0.labels["__name__"] == name }.map {
            let value = $0.value.isStaleMarker ? "stale" : "\($0.value)"
            return "\($0.labels.dropping([Array("__name__".utf8)]))@\($0.minute)=\(value)"
        }
    }
}

@Suite struct RuleGroupEvaluatorTests {
    private func group(_ rules: String, header: String = "") throws -> RuleGroup {
        let file = try RuleFile(parsing: "groups:\n- name: g\n\(header)  rules:\n\(rules)")
        return try #require(file.groups.first)
    }

    private func run(
        _ group: RuleGroup,
        _ environment: inout TableEnvironment,
        minutes: ClosedRange<Int64>
    ) -> RuleGroupEvaluator {
        var evaluator = RuleGroupEvaluator(group)
        for minute in minutes {
            evaluator.evaluate(at: minute * 60_000, in: &environment)
        }
        return evaluator
    }

    @Test func laterRulesSeeWhatEarlierWroteAtTheSameTime() throws {
        let group = try group(
            "  - {record: a, expr: x}\n  - {record: b, expr: a, labels: {l: v}}\n"
        )
        var environment = TableEnvironment(answers: ["x": [0: [(Labels(["job": "j"]), 3)]]])
        _ = run(group, &environment, minutes: 0...0)
        #expect(environment.written("b") == ["{job=\"j\", l=\"v\"}@0=3.0"])
    }

    @Test func marksSeriesStaleThatVanish() throws {
        let group = try group("  - {record: a, expr: x}\n")
        let (one, two) = (Labels(["i": "1"]), Labels(["i": "2"]))
        var environment = TableEnvironment(
            answers: ["x": [0: [(one, 1), (two, 1)], 1: [(two, 2)], 2: .none, 3: [(one, 4)]]]
        )
        _ = run(group, &environment, minutes: 0...3)
        #expect(
            environment.written("a") == [
                "{i=\"1\"}@0=1.0", "{i=\"2\"}@0=1.0", "{i=\"2\"}@1=2.0", "{i=\"1\"}@1=stale",
                "{i=\"1\"}@3=4.0", "{i=\"2\"}@3=stale",
            ]
        )
    }

    @Test func writesAtTheTimeOfTheQuery() throws {
        let group = try group("  - {record: a, expr: \"7\"}\n", header: "  query_offset: 2m\n")
        var environment = TableEnvironment()
        _ = run(group, &environment, minutes: 5...5)
        #expect(environment.written("a") == ["{}@3=7.0"])
    }

    @Test(arguments: [
        ("  - {record: a, expr: \"x[5m]\"}\n", "", "rule result is not a vector or scalar"),
        ("  - {record: a, expr: x}\n", "  limit: 1\n", "exceeded limit of 1 with 2 series"),
        ("  - {alert: a, expr: x}\n", "  limit: 1\n", "exceeded limit of 1 with 2 alerts"),
        (
            "  - {record: a, expr: x, labels: {i: \"\"}}\n", "",
            "vector contains metrics with the same labelset after applying rule labels"
        ),
        (
            "  - {alert: a, expr: x, labels: {i: \"3\"}}\n", "",
            "vector contains metrics with the same labelset after applying alert labels"
        ),
    ])
    func failsWithoutWriting(_ rules: String, _ header: String, _ message: String) throws {
        let group = try group(rules + "  - {record: next, expr: \"1\"}\n", header: header)
        var environment = TableEnvironment(
            answers: ["x": [0: [(Labels(["i": "1"]), 1), (Labels(["i": "2"]), 1)]]]
        )
        let evaluator = run(group, &environment, minutes: 0...0)
        #expect(evaluator.states[0].lastError == message)
        #expect(environment.written("a").isEmpty && environment.written("ALERTS").isEmpty)
        #expect(environment.written("next").count == 1)
    }

    @Test func firesOnceTheConditionHeldLongEnough() throws {
        let group = try group(
            "  - {alert: A, expr: x, for: 2m, keep_firing_for: 2m, labels: {s: \"{{ $value }}\"}}\n"
        )
        let labels = Labels(["__name__": "m", "i": "1"])
        let holds: [Int64] = [0, 1, 2, 3, 7, 8, 9]
        var environment = TableEnvironment(
            answers: [
                "x": Dictionary(
                    holds.map { ($0, .some([(labels, 5)])) }
                ) { $1 }
            ]
        )
        let evaluator = run(group, &environment, minutes: 0...8)
        let states = environment.written("ALERTS").map {
            $0.replacing("alertname=\"A\", alertstate=", with: "").replacing(
                ", i=\"1\", s=\"5\"",
                with: ""
            )
        }
        #expect(
            states == [
                "{\"pending\"}@0=1.0", "{\"pending\"}@1=1.0", "{\"firing\"}@2=1.0",
                "{\"pending\"}@2=stale", "{\"firing\"}@3=1.0", "{\"firing\"}@4=1.0",
                "{\"firing\"}@5=1.0", "{\"firing\"}@6=stale", "{\"pending\"}@7=1.0",
                "{\"pending\"}@8=1.0",
            ]
        )
        #expect(
            environment.written("ALERTS_FOR_STATE").first
                == "{alertname=\"A\", i=\"1\", s=\"5\"}@0=0.0"
        )
        #expect(evaluator.states[0].alerts.values.map(\.activeAt) == [420_000])
    }

    @Test func forgetsResolvedAlertsAfterAQuarterOfAnHour() throws {
        let group = try group("  - {alert: A, expr: x}\n")
        var environment = TableEnvironment(answers: ["x": [0: [(Labels(["i": "1"]), 1)]]])
        var evaluator = RuleGroupEvaluator(group)
        for minute in Int64(0)...16 {
            evaluator.evaluate(at: minute * 60_000, in: &environment)
            let alert = evaluator.states[0].alerts.values.first
            #expect(alert?.state == (minute == 0 ? .firing : .inactive))
        }
        evaluator.evaluate(at: 17 * 60_000, in: &environment)
        #expect(evaluator.states[0].alerts.isEmpty)
    }

    @Test func keepsAlertsWhenTemplatesFail() throws {
        let group = try group(
            "  - {alert: A, expr: x, annotations: {n: \"{{ query \\\"bad(\\\" }}\"}}\n"
        )
        var environment = TableEnvironment(answers: ["x": [0: [(Labels(["i": "1"]), 1)]]])
        let evaluator = run(group, &environment, minutes: 0...0)
        let text = evaluator.states[0].firing.first?.annotations.first?.value
        #expect(text?.hasPrefix("<error expanding template: ") == true)
    }
}
