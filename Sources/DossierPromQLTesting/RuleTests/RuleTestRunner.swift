package import DossierPromQL
import DossierPromQLSyntax
package import DossierRules

/// Runs the tests of a file on groups of rules, over samples that grow with the time of the test.
package struct RuleTestRunner<Engine: QueryEngine> {
    struct Environment: RuleEnvironment {
        let engine: Engine
        var storage = MemoryStorage()

        func query(
            _ expression: PromQLExpression,
            text: String,
            at milliseconds: Int64
        ) throws -> PromQLResult.Value {
            try engine.evaluate(expression, text: text, at: milliseconds, over: storage).value
        }

        mutating func append(
            _ point: PromQLResult.Point,
            at milliseconds: Int64,
            to labels: Labels
        ) throws {
            switch point {
            case .float(let value): try storage.append(value, at: milliseconds, to: labels)
            case .histogram(let value): try storage.append(value, at: milliseconds, to: labels)
            }
        }
    }

    private struct FiringAtTime {
        var milliseconds: Int64
        var alerts: [Alert]
    }

    private let engine: Engine
    private let file: RuleTestFile
    private let groups: [RuleGroup]
    private let showsDifferences: Bool

    /// `showsDifferences` tells whether lines that differ are marked, instead of all that was
    /// expected and all that was found.
    package init(
        _ file: RuleTestFile,
        groups: [RuleGroup],
        engine: Engine,
        showsDifferences: Bool = false
    ) {
        self.engine = engine
        self.file = file
        self.showsDifferences = showsDifferences
        self.groups = Self.ordered(groups, by: file.groupOrder)
    }

    /// What did not hold, as promtool words it; empty if all did.
    package func run() -> [String] {
        file.tests.flatMap(run)
    }

    /// The tests whose names are wanted, with what did not hold of each.
    package func outcomes(where isWanted: (String) -> Bool) -> [RuleTestOutcome] {
        file.tests.filter { isWanted($0.name) }.map { test in
            RuleTestOutcome(name: test.name, failures: run(test))
        }
    }

    private static func ordered(_ groups: [RuleGroup], by order: [String]) -> [RuleGroup] {
        let ranks = Dictionary(order.enumerated().map { ($0.element, $0.offset) }) { first, _ in
            first
        }
        return groups.enumerated().sorted {
            let left = ranks[$0.element.name] ?? order.count
            let right = ranks[$1.element.name] ?? order.count
            return (left, $0.offset) < (right, $1.offset)
        }.map(\.element)
    }

    private func run(_ test: RuleTestFile.Test) -> [String] {
        var environment = Environment(engine: engine)
        var evaluators = groups.map {
            RuleGroupEvaluator(
                $0,
                in: .init(externalLabels: test.externalLabels, externalURL: test.externalURL)
            )
        }
        let last =
            (test.alerts.map(\.evaluationTime) + test.queries.map(\.evaluationTime)).max() ?? 0
        guard last / file.evaluationIntervalMilliseconds < Int64(RuleReplay.evaluationCountMax)
        else { return ["    \(RuleReplayError.tooManyEvaluations)"] }
        var firing: [FiringAtTime] = []
        var feed = SampleFeed(test)
        var elapsed: Int64 = 0
        while elapsed <= last {
            let now = test.startMilliseconds + elapsed
            do {
                try feed.append(upTo: now, to: &environment.storage)
            } catch {
                return ["    \(error)"]
            }
            for index in evaluators.indices {
                evaluators[index].evaluate(at: now, in: &environment)
                for state in evaluators[index].states {
                    if let error = state.lastError {
                        let time = DurationText.print(milliseconds: elapsed)
                        return ["    rule: \(state.rule.name), time: \(time), err: \(error)"]
                    }
                }
            }
            firing.append(
                FiringAtTime(
                    milliseconds: elapsed,
                    alerts: evaluators.flatMap { $0.states.flatMap(\.firing) }
                )
            )
            elapsed += file.evaluationIntervalMilliseconds
        }
        let heading = test.name.isEmpty ? "" : "    name: \(test.name),\n"
        let alerts = test.alerts.enumerated().sorted {
            ($0.element.evaluationTime, $0.offset) < ($1.element.evaluationTime, $1.offset)
        }
        let alertFailures = alerts.compactMap { check($0.element, firing) }
        return alertFailures.map { heading + $0 }
            + test.queries.compactMap { check($0, test, environment) }
    }

    private func check(_ expected: RuleTestFile.ExpectedAlerts, _ firing: [FiringAtTime]) -> String?
    {
        let at = firing.last { $0.milliseconds <= expected.evaluationTime }
        let name = Array(expected.alertName.utf8)
        let found = (at?.alerts ?? [])
            .filter { $0.labels[Array("alertname".utf8)] == name }
            .map { alert in
                RuleTestFile.ExpectedAlerts.Alert(
                    labels: alert.labels,
                    annotations: Labels(
                        alert.annotations.map { Label(name: $0.name, value: $0.value) }
                    )
                )
            }
        let left = expected.alerts.sorted(by: RuleTestText.precedes)
        let right = found.sorted(by: RuleTestText.precedes)
        guard !left.elementsEqual(right, by: RuleTestText.equal) else { return nil }
        let time = DurationText.print(milliseconds: expected.evaluationTime)
        if showsDifferences {
            let difference = LineDifference(
                RuleTestText.lines(of: left),
                RuleTestText.lines(of: right)
            )
            return """
                    alertname: \(expected.alertName), time: \(time), 
                        diff:
                \(difference.text(indent: "            "))
                """
        }
        return """
                alertname: \(expected.alertName), time: \(time), 
                    exp:\(RuleTestText.alerts(left)), 
                    got:\(RuleTestText.alerts(right))
            """
    }

    private func check(
        _ expected: RuleTestFile.ExpectedQuery,
        _ test: RuleTestFile.Test,
        _ environment: Environment
    ) -> String? {
        let time = DurationText.print(milliseconds: expected.evaluationTime)
        let heading = "    expr: \(ByteString(expected.text).quoted), time: \(time),"
        var found: [RuleTestFile.ExpectedQuery.Sample]
        do {
            let expression = try PromQLExpression(parsing: expected.text)
            let value = try environment.query(
                expression,
                text: expected.text,
                at: test.startMilliseconds + expected.evaluationTime
            )
            switch value {
            case .scalar(let number): found = [.init(labels: .empty, point: .float(number))]
            case .vector(let samples):
                found = samples.map { .init(labels: $0.labels, point: $0.point) }
            case .string, .matrix: throw RuleError.notVectorOrScalar
            }
        } catch {
            return "\(heading) err: \(error)"
        }
        found.sort { $0.labels < $1.labels }
        let wanted = expected.samples.sorted { $0.labels < $1.labels }
        let isEqual = wanted.elementsEqual(found) { one, other in
            one.labels == other.labels
                && RuleTestText.equal(one.point, other.point, fuzzily: file.comparesFuzzily)
        }
        guard !isEqual else { return nil }
        if showsDifferences {
            let difference = LineDifference(
                wanted.map { RuleTestText.samples([$0]) },
                found.map { RuleTestText.samples([$0]) }
            )
            return """
                \(heading)
                        diff:
                \(difference.text(indent: "            "))
                """
        }
        return """
            \(heading)
                    exp: \(RuleTestText.samples(wanted))
                    got: \(RuleTestText.samples(found))
            """
    }
}
