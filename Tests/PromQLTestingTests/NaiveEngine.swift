import DossierPromQL
import DossierPromQLSyntax

/// Evaluates a few kinds of expressions step by step, to test what asks an engine.
struct NaiveEngine: QueryEngine {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    func evaluate(
        _ expression: PromQLExpression,
        text: String,
        at milliseconds: Int64,
        over storage: any SampleSource
    ) throws -> PromQLResult {
        let value = try value(of: expression, milliseconds, storage)
        let note = PromQLResult.Annotation(isWarning: true, text: "PromQL warning: noted (1:1)")
        return PromQLResult(value: value, annotations: text.contains("noted") ? [note] : [])
    }

    func evaluate(
        _ expression: PromQLExpression,
        text: String,
        from start: Int64,
        to end: Int64,
        step: Int64,
        over storage: any SampleSource
    ) throws -> PromQLResult {
        var series: [Labels: [(milliseconds: Int64, value: Double)]] = [:]
        for time in stride(from: start, through: end, by: Int(step)) {
            switch try value(of: expression, time, storage) {
            case .scalar(let number): series[.empty, default: []].append((time, number))
            case .vector(let samples):
                for sample in samples {
                    guard case .float(let value) = sample.point else { continue }
                    series[sample.labels, default: []].append((time, value))
                }
            default: throw Failure(description: "no value for a step")
            }
        }
        let sorted = series.sorted { $0.key < $1.key }
        return PromQLResult(
            value: .matrix(
                sorted.map {
                    .init(labels: $0.key, floats: FloatPoints($0.value), histograms: [])
                }
            ),
            annotations: []
        )
    }

    private func value(
        of expression: PromQLExpression,
        _ time: Int64,
        _ storage: any SampleSource
    ) throws -> PromQLResult.Value {
        switch expression {
        case .number(let literal): return .scalar(literal.value)
        case .string(let literal): return .string(literal.value.bytes)
        case .vectorSelector(let selector): return .vector(try select(selector, time, storage))
        case .aggregate(let node):
            guard case .vector(let samples) = try value(of: node.inner, time, storage) else {
                throw Failure(description: "not a vector")
            }
            guard !samples.isEmpty else { return .vector([]) }
            let total = samples.reduce(0) { $0 + number($1.point) }
            return .vector([.init(labels: .empty, point: .float(total))])
        case .binary(let node):
            guard case .vector(let samples) = try value(of: node.lhs, time, storage),
                case .scalar(let limit) = try value(of: node.rhs, time, storage)
            else { throw Failure(description: "not supported") }
            return .vector(
                samples.filter { sample in
                    node.op == .equal ? number(sample.point) == limit : number(sample.point) > limit
                }
            )
        default: throw Failure(description: "not supported")
        }
    }

    private func number(_ point: PromQLResult.Point) -> Double {
        if case .float(let value) = point { value } else { .nan }
    }

    private func select(
        _ selector: VectorSelector,
        _ time: Int64,
        _ storage: any SampleSource
    ) throws -> [PromQLResult.Sample] {
        var time = time
        if case .timestamp(let fixed) = selector.at {
            time = fixed
        }
        let matchers = selector.matchers.map {
            SeriesMatcher(name: $0.name.bytes, .equal($0.value.bytes))
        }
        let selection = SampleSelection(
            matchers: matchers,
            startMilliseconds: time - 300_000,
            endMilliseconds: time
        )
        return try storage.select(selection).compactMap { series in
            let floats = series.floats
            guard let index = floats.timestamps.lastIndex(where: { $0 <= time }),
                floats.timestamps[index] > time - 300_000, !floats.values[index].isStaleMarker
            else { return nil }
            return .init(labels: series.labels, point: .float(floats.values[index]))
        }
    }
}
