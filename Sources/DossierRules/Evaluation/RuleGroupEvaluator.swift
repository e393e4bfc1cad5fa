package import DossierPromQL
import DossierPromQLSyntax

/// Evaluates the rules of a group in order, each seeing what those before it wrote.
package struct RuleGroupEvaluator: Sendable {
    package struct Surroundings: Sendable {
        package var externalLabels: [(name: String, value: String)]
        package var externalURL: String
        package var queryOffsetMilliseconds: Int64

        package init(
            externalLabels: [(name: String, value: String)] = [],
            externalURL: String = "",
            queryOffsetMilliseconds: Int64 = 0
        ) {
            self.externalLabels = externalLabels
            self.externalURL = externalURL
            self.queryOffsetMilliseconds = queryOffsetMilliseconds
        }
    }

    package let group: RuleGroup
    package private(set) var states: [RuleState]
    let surroundings: Surroundings

    package init(_ group: RuleGroup, in surroundings: Surroundings = Surroundings()) {
        self.group = group
        self.surroundings = surroundings
        states = group.rules.map(RuleState.init)
    }

    /// Evaluates all rules at one time; a rule that fails does not stop those after it.
    package mutating func evaluate(
        at milliseconds: Int64,
        in environment: inout some RuleEnvironment
    ) {
        for index in states.indices { evaluate(rule: index, at: milliseconds, in: &environment) }
    }

    /// Evaluates one rule at one time.
    ///
    /// - Parameters:
    ///   - index: The place of the rule in the group.
    ///   - milliseconds: The time of the evaluation; that of its query is before it by the offset.
    ///   - known: The value of the expression at the time of the query, if already computed.
    ///   - environment: Where the rule is evaluated.
    package mutating func evaluate(
        rule index: Int,
        at milliseconds: Int64,
        known: PromQLResult.Value? = nil,
        in environment: inout some RuleEnvironment
    ) {
        do {
            let results = try results(of: &states[index], at: milliseconds, known, environment)
            states[index].lastError = nil
            write(results, of: &states[index], at: milliseconds - offset, &environment)
        } catch {
            states[index].lastError = "\(error)"
        }
    }

    /// How long before an evaluation its query is, and its results are written.
    package var offset: Int64 {
        group.queryOffsetMilliseconds ?? surroundings.queryOffsetMilliseconds
    }

    private func results(
        of state: inout RuleState,
        at milliseconds: Int64,
        _ known: PromQLResult.Value?,
        _ environment: some RuleEnvironment
    ) throws -> [PromQLResult.Sample] {
        let value =
            try known
            ?? environment.query(
                state.rule.expression,
                text: state.rule.expressionText,
                at: milliseconds - offset
            )
        let samples: [PromQLResult.Sample]
        switch value {
        case .scalar(let number): samples = [.init(labels: .empty, point: .float(number))]
        case .vector(let vector): samples = vector
        case .string, .matrix: throw RuleError.notVectorOrScalar
        }
        switch state.rule.kind {
        case .recording: return try record(samples, by: &state)
        case .alerting:
            var alerting = AlertingEvaluation(
                state: state,
                milliseconds: milliseconds,
                limit: group.limit,
                surroundings: surroundings
            )
            defer { state = alerting.state }
            let offset = offset
            return try alerting.run(samples) { text in
                let expression = try PromQLExpression(parsing: text)
                let answer = try environment.query(
                    expression,
                    text: text,
                    at: milliseconds - offset
                )
                switch answer {
                case .vector(let vector): return vector
                case .scalar(let number):
                    return [.init(labels: .empty, point: .float(number))]
                case .string, .matrix: throw RuleError.notVectorOrScalar
                }
            }
        }
    }

    private func record(
        _ samples: [PromQLResult.Sample],
        by state: inout RuleState
    ) throws(RuleError) -> [PromQLResult.Sample] {
        var seen: Set<Labels> = []
        seen.reserveCapacity(samples.count)
        var results: [PromQLResult.Sample] = []
        results.reserveCapacity(samples.count)
        for sample in samples {
            let labels = state.recordedLabels(sample.labels)
            guard seen.insert(labels).inserted else {
                throw .sameLabels(afterApplying: "rule")
            }
            results.append(.init(labels: labels, point: sample.point))
        }
        guard group.limit == 0 || results.count <= group.limit else {
            throw .limitExceeded(limit: group.limit, count: results.count, what: "series")
        }
        return results
    }

    /// Writes results, and markers for the series that were written last time and are no more.
    private func write(
        _ results: [PromQLResult.Sample],
        of state: inout RuleState,
        at milliseconds: Int64,
        _ environment: inout some RuleEnvironment
    ) {
        var written: Set<Labels> = []
        for result in results {
            written.insert(result.labels)
            // A sample that is out of order or twice there is dropped alone.
            try? environment.append(result.point, at: milliseconds, to: result.labels)
        }
        guard written != state.written else { return }
        for labels in state.written.subtracting(written).sorted() {
            try? environment.append(.float(.staleMarker), at: milliseconds, to: labels)
        }
        state.written = written
    }
}
