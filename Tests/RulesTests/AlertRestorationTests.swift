import DossierPromQL
import DossierPromQLSyntax
import DossierRules
import Testing

/// A condition that always holds, over a storage that keeps what is written.
private struct SteadyEnvironment: RuleEnvironment {
    var storage = MemoryStorage()

    func query(
        _ expression: PromQLExpression,
        text: String,
        at milliseconds: Int64
    ) throws -> PromQLResult.Value {
        .vector([.init(labels: Labels(["__name__": "load", "i": "0"]), point: .float(1))])
    }

    mutating func append(
        _ point: PromQLResult.Point,
        at milliseconds: Int64,
        to labels: Labels
    ) throws {
        guard case .float(let value) = point else { return }
        try storage.append(value, at: milliseconds, to: labels)
    }
}

@Suite struct AlertRestorationTests {
    private static let minute: Int64 = 60_000

    /// Runs up to a minute, is down up to another, and goes on; the minute at which the alert fires.
    private func firesAt(hold: String, downFrom: Int64, downTo: Int64) throws -> Int64? {
        let file = try RuleFile(
            parsing: """
                groups:
                - name: g
                  rules: [{alert: Up, expr: load, for: \(hold), labels: {severity: page}}]
                """
        )
        let group = try #require(file.groups.first)
        var environment = SteadyEnvironment()
        var before = RuleGroupEvaluator(group)
        for minute in 0...downFrom {
            before.evaluate(at: minute * Self.minute, in: &environment)
        }
        var after = RuleGroupEvaluator(group)
        after.awaitRestoration()
        for minute in downTo...(downTo + 200) {
            after.evaluate(at: minute * Self.minute, in: &environment)
            if minute == downTo + 1 {
                try after.restore(at: minute * Self.minute, from: environment.storage)
            }
            if !after.states[0].firing.isEmpty { return minute }
        }
        return nil
    }

    @Test(arguments: [
        // Had 15 of 30 minutes left: the 10 minutes without evaluation are added.
        ("30m", 15, 24, 40 as Int64?),
        // Had 2 of 20 minutes left: not before ten minutes after the restart.
        ("20m", 18, 29, 40),
        // Had fired: fires at the next evaluation.
        ("15m", 20, 40, 42),
        // Shorter than the grace period: starts anew.
        ("5m", 3, 10, 15),
        // Down for longer than an hour: nothing is known any more.
        ("30m", 15, 80, 110),
    ])
    func goesOnAfterARestart(hold: String, downFrom: Int64, downTo: Int64, expected: Int64?) throws
    {
        #expect(try firesAt(hold: hold, downFrom: downFrom, downTo: downTo) == expected)
    }

    @Test func writesNoAlertsBeforeItIsRestored() throws {
        let file = try RuleFile(
            parsing: "groups: [{name: g, rules: [{alert: Up, expr: load, for: 30m}]}]"
        )
        var environment = SteadyEnvironment()
        var evaluator = RuleGroupEvaluator(try #require(file.groups.first))
        evaluator.awaitRestoration()
        evaluator.evaluate(at: 0, in: &environment)
        #expect(environment.storage.labelValues(of: Array("__name__".utf8), matching: []).isEmpty)
        try evaluator.restore(at: 0, from: environment.storage)
        evaluator.evaluate(at: Self.minute, in: &environment)
        #expect(
            environment.storage.labelValues(of: Array("alertstate".utf8), matching: [])
                == [Array("pending".utf8)]
        )
    }

    @Test func takesOverTheStateOfRulesThatStayTheSame() throws {
        func group(_ hold: String, _ label: String) throws -> RuleGroup {
            let file = try RuleFile(
                parsing: """
                    groups:
                    - name: g
                      rules: [{alert: Up, expr: load, for: \(hold), labels: {severity: \(label)}}]
                    """
            )
            return try #require(file.groups.first)
        }
        var environment = SteadyEnvironment()
        var before = RuleGroupEvaluator(try group("2m", "page"))
        for minute in 0...5 { before.evaluate(at: Int64(minute) * Self.minute, in: &environment) }
        #expect(before.states[0].firing.count == 1)
        var same = RuleGroupEvaluator(try group("2m", "page"))
        same.adopt(before)
        #expect(same.states[0].firing.map(\.activeAt) == [0])
        // A longer time to hold makes it pending again.
        var longer = RuleGroupEvaluator(try group("10m", "page"))
        longer.adopt(before)
        longer.evaluate(at: 6 * Self.minute, in: &environment)
        #expect(longer.states[0].firing.isEmpty && longer.states[0].alerts.count == 1)
        var other = RuleGroupEvaluator(try group("2m", "ticket"))
        other.adopt(before)
        #expect(other.states[0].alerts.isEmpty)
    }
}
