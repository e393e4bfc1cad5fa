import DossierPromQL
import DossierPromQLSyntax

/// Evaluates expressions over a few series, with little memory.
enum EvaluationTarget {
    private static let storage: MemoryStorage = {
        var storage = MemoryStorage()
        for (name, label) in [("a", "x"), ("a", "y"), ("b_bucket", "1"), ("b_bucket", "+Inf")] {
            let labels = Labels([
                Label(name: "__name__", value: name), Label(name: "le", value: label),
            ])
            for index in 0..<20 {
                let value = index % 7 == 5 ? Double.nan : Double(index % 11)
                try? storage.append(value, at: Int64(index) * 20_000, to: labels)
            }
        }
        let native = Labels([Label(name: "__name__", value: "n")])
        for index in 0..<10 {
            let counts = [1, Double(index)]
            let histogram = FloatHistogram(
                count: Double(index + 1),
                sum: Double(index),
                positive: HistogramBuckets(offset: 0, counts: counts)
            )
            try? storage.append(histogram, at: Int64(index) * 30_000, to: native)
        }
        return storage
    }()

    static func evaluate(_ expression: PromQLExpression, _ text: String) {
        let engine = PromQLEngine(limits: QueryLimits(sampleCountMax: 20_000))
        _ = try? engine.evaluate(expression, text: text, at: 300_000, over: storage)
        for (start, end, step) in [
            (0, 400_000, 100_000), (-(1 << 61), 1 << 61, 1 << 61), (.min, .max, 1), (5, 900, 0),
        ] as [(Int64, Int64, Int64)] {
            _ = try? engine.evaluate(
                expression,
                text: text,
                from: start,
                to: end,
                step: step,
                over: storage
            )
        }
    }
}
