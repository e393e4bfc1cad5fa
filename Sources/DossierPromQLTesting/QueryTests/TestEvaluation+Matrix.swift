import DossierPromQL
import DossierPromQLSyntax

extension TestEvaluation {
    func check(
        matrix value: PromQLResult.Value,
        start: Int64,
        end: Int64,
        step: Int64
    ) throws(TestFailure) {
        let results = try matrix(value, at: start)
        let stepCount = step > 0 ? (end - start) / step + 1 : 1
        var missing = series
        for result in results {
            guard let index = missing.firstIndex(where: { $0.labels == result.labels }) else {
                throw TestFailure("unexpected series \(result.labels)")
            }
            let expected = missing.remove(at: index)
            guard expected.values.count <= stepCount else {
                throw TestFailure("expected more values than there are steps: \(expected.labels)")
            }
            try check(result, expected, start: start, step: step)
        }
        for expected in missing {
            throw TestFailure("expected \(expected.labels), which is not among the results")
        }
    }

    /// The series of a range query, which must be in the order of their labels.
    private func matrix(
        _ value: PromQLResult.Value,
        at start: Int64
    ) throws(TestFailure) -> [PromQLResult.Series] {
        guard case .matrix(let results) = value else {
            throw TestFailure("expected a range vector, got another type")
        }
        for (one, next) in zip(results, results.dropFirst()) where !(one.labels < next.labels) {
            throw TestFailure("the series are not sorted: \(next.labels) after \(one.labels)")
        }
        return results
    }

    private func check(
        _ result: PromQLResult.Series,
        _ expected: ExpectedSeries,
        start: Int64,
        step: Int64
    ) throws(TestFailure) {
        var floats = result.floats[...]
        var histograms = result.histograms[...]
        for (index, value) in expected.values.enumerated() {
            let time = start + Int64(index) * step
            let point: PromQLResult.Point?
            let foundTime: Int64?
            switch value {
            case .omitted: continue
            case .float:
                let found = floats.popFirst()
                (point, foundTime) = (found.map { .float($0.value) }, found?.milliseconds)
            case .histogram:
                let found = histograms.popFirst()
                (point, foundTime) = (found.map { .histogram($0.value) }, found?.milliseconds)
            }
            guard let point, foundTime == time else {
                throw TestFailure(
                    "\(result.labels) at \(time) ms: expected \(value), got "
                        + (foundTime.map { "a point at \($0) ms" } ?? "nothing")
                )
            }
            guard value.isAlmostEqual(to: point) else {
                throw TestFailure(
                    "\(result.labels) at \(time) ms: expected \(value), got \(point)"
                )
            }
        }
        if let extra = floats.first?.milliseconds ?? histograms.first?.milliseconds {
            throw TestFailure("\(result.labels): unexpected point at \(extra) ms")
        }
    }

    /// Checks the points of a range query at one of its steps as the result of an instant query.
    func check(
        middleOf value: PromQLResult.Value,
        at time: Int64
    ) throws(TestFailure) {
        var samples: [PromQLResult.Sample] = []
        for result in try matrix(value, at: time) {
            if let float = result.floats.first(where: { $0.milliseconds == time }) {
                samples.append(.init(labels: result.labels, point: .float(float.value)))
            }
            if let one = result.histograms.first(where: { $0.milliseconds == time }) {
                samples.append(.init(labels: result.labels, point: .histogram(one.value)))
            }
        }
        guard expression.type == .scalar else {
            try check(instant: .vector(samples))
            return
        }
        guard case .float(let number) = samples.first?.point else {
            throw TestFailure("the scalar has no value")
        }
        try check(instant: .scalar(number))
    }
}
