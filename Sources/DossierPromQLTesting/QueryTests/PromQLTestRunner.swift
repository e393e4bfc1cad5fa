package import DossierPromQL

/// Runs files of tests: loads their samples and compares what an engine answers.
///
/// An instant query runs in variants that must all answer the same: with its time fixed by `@` and
/// evaluated at other times, and as the middle of a range query.
package struct PromQLTestRunner<Engine: QueryEngine> {
    private let engine: Engine

    package init(engine: Engine) {
        self.engine = engine
    }

    /// Runs all commands; a failed one does not stop those after it.
    package func run(_ file: TestFile) -> PromQLTestReport {
        var report = PromQLTestReport()
        var storage = MemoryStorage()
        for command in file.commands {
            switch command {
            case .clear: storage = MemoryStorage()
            case .load(let load):
                do {
                    try load.append(to: &storage)
                } catch {
                    report.outcomes.append(
                        .init(line: load.line, expression: "load", failure: "\(error)")
                    )
                }
            case .unreadable(let text, let error):
                report.outcomes.append(
                    .init(line: error.line, expression: text, failure: error.message)
                )
            case .evaluate(let evaluation):
                var failure: String?
                do {
                    try run(evaluation, over: storage)
                } catch {
                    failure = "\(error)"
                }
                report.outcomes.append(
                    .init(line: evaluation.line, expression: evaluation.text, failure: failure)
                )
            }
        }
        return report
    }

    private func run(_ evaluation: TestEvaluation, over storage: MemoryStorage) throws {
        switch evaluation.time {
        case .range(let start, let end, let step):
            let result: PromQLResult
            do {
                result = try engine.evaluate(
                    evaluation.expression,
                    text: evaluation.text,
                    from: start,
                    to: end,
                    step: step,
                    over: storage
                )
            } catch {
                try evaluation.check(error: "\(error)")
                return
            }
            try evaluation.checkDidNotHaveToFail()
            try evaluation.check(result.annotations)
            try evaluation.check(matrix: result.value, start: start, end: end, step: step)
        case .instant(let time):
            for variant in try evaluation.variants(at: time) {
                do {
                    try run(variant, of: evaluation, over: storage)
                } catch {
                    throw TestFailure("\(variant.text) at \(variant.milliseconds) ms: \(error)")
                }
            }
        }
    }

    private func run(
        _ variant: TestVariant,
        of evaluation: TestEvaluation,
        over storage: MemoryStorage
    ) throws {
        let result: PromQLResult
        do {
            result = try engine.evaluate(
                variant.expression,
                text: variant.text,
                at: evaluation.rangeVector?.end ?? variant.milliseconds,
                over: storage
            )
        } catch {
            try evaluation.check(error: "\(error)")
            return
        }
        try evaluation.checkDidNotHaveToFail()
        try evaluation.check(result.annotations)
        if let (start, end, step) = evaluation.rangeVector {
            try evaluation.check(matrix: result.value, start: start, end: end, step: step)
            return
        }
        try evaluation.check(instant: result.value)
        guard evaluation.mayRunAsRange, !variant.hasQueryBounds else { return }
        let ranged = try engine.evaluate(
            variant.expression,
            text: variant.text,
            from: variant.milliseconds - 60_000,
            to: variant.milliseconds + 60_000,
            step: 60_000,
            over: storage
        )
        do {
            try evaluation.check(middleOf: ranged.value, at: variant.milliseconds)
        } catch {
            throw TestFailure("as a range query: \(error)")
        }
    }
}
