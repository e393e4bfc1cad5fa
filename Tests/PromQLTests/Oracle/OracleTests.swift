import DossierPromQL
import Testing

/// Compares both evaluators with the oracle, on random expressions over random series of floats.
@Suite struct OracleTests {
    private enum Outcome {
        case values([OracleLabels: [Int64: Double]])
        case failure(String)
    }

    /// Nil if the oracle has no definition of the expression.
    private static func expected(_ example: RandomCase) -> Outcome? {
        let (start, end, step) = example.times
        do {
            let oracle = Oracle(series: example.series.plain, start: start, end: end, step: step)
            return .values(try oracle.run(example.expression))
        } catch OracleError.failure(let text) {
            return .failure(text)
        } catch {
            return nil
        }
    }

    private static func found(_ example: RandomCase, _ engine: some QueryEngine) -> Outcome {
        let result: PromQLResult
        switch example.outcome(engine) {
        case .failure(let text): return .failure(text)
        case .result(let found): result = found
        }
        var values: [OracleLabels: [Int64: Double]] = [:]
        func add(_ labels: Labels, _ time: Int64, _ value: Double) {
            let pairs = labels.pairs.map {
                (
                    String(decoding: $0.name, as: UTF8.self),
                    String(decoding: $0.value, as: UTF8.self)
                )
            }
            values[OracleLabels(uniqueKeysWithValues: pairs), default: [:]][time] = value
        }
        switch result.value {
        case .scalar(let number): add(.empty, example.times.start, number)
        case .string: break
        case .vector(let samples):
            for sample in samples {
                guard case .float(let value) = sample.point else { continue }
                add(sample.labels, example.times.start, value)
            }
        case .matrix(let series):
            for one in series {
                for point in one.floats { add(one.labels, point.milliseconds, point.value) }
            }
        }
        return .values(values)
    }

    /// What differs; nil if nothing does.
    ///
    /// Numbers may differ by a relative 10⁻⁹.
    private static func difference(_ expected: Outcome, _ found: Outcome) -> String? {
        switch (expected, found) {
        case (.failure, .failure): return nil
        case (.failure(let text), .values): return "should fail: \(text)"
        case (.values, .failure(let text)): return "should not fail: \(text)"
        case (.values(let expected), .values(let found)):
            for labels in Set(expected.keys).union(found.keys) {
                let (left, right) = (expected[labels] ?? [:], found[labels] ?? [:])
                for time in Set(left.keys).union(right.keys).sorted() {
                    guard let a = left[time], let b = right[time], isClose(a, b) else {
                        let (a, b) = (left[time].map { "\($0)" }, right[time].map { "\($0)" })
                        return "\(labels) at \(time): \(b ?? "nothing") for \(a ?? "nothing")"
                    }
                }
            }
            return nil
        }
    }

    private static func isClose(_ a: Double, _ b: Double) -> Bool {
        if a == b || a.isNaN && b.isNaN { return true }
        guard a.isFinite, b.isFinite else { return false }
        return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))
    }

    @Test func enginesAgreeWithDefinitions() throws {
        var comparedCount = 0
        for seed in RandomCase.seeds {
            let example = try RandomCase(seed: seed, floatsAlone: true, removal: .immediate)
            guard !example.expression.jumpsOverRounding, let expected = Self.expected(example)
            else { continue }
            comparedCount += 1
            let engines: [(String, any QueryEngine)] = [
                ("columns", PromQLEngine(nameRemoval: .immediate)),
                ("steps", StepEngine(nameRemoval: .immediate)),
            ]
            for (name, engine) in engines {
                if let difference = Self.difference(expected, Self.found(example, engine)) {
                    Issue.record("seed \(seed), \(name): \(example.text)\n    \(difference)")
                }
            }
        }
        #expect(comparedCount > RandomCase.seeds.count / 3, "the oracle knows many expressions")
    }
}
