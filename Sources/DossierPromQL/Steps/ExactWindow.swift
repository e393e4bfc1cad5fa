import DossierPrimitives
import DossierPromQLSyntax

/// A function of an exact increase over the windows of a selector.
///
/// A series has a value if it has a sample in the window, or if it may have grown there.
struct ExactWindow {
    let function: PromQLFunction
    let bound: PromQLFunction.ExactBound
    let series: [SampleSeries]
    /// In milliseconds.
    let length: Int64
    /// Where the argument stands.
    let range: SourceRange

    /// Nil for a call of another function.
    init?(
        _ node: FunctionCall,
        in evaluator: StepEvaluator,
        sampleCountMax: Int = .max
    ) throws {
        guard let bound = node.function.exactBound, let argument = node.arguments.first else {
            return nil
        }
        guard case .matrixSelector(let matrix) = argument.withoutParentheses,
            matrix.selector.windowExtension == nil
        else {
            throw EvaluationError(
                "\(node.function.rawValue) takes a selector of counters with a window, such as"
                    + " requests_total[5m]: what other expressions come to has no start times"
            )
        }
        function = node.function
        self.bound = bound
        range = matrix.range
        length = try matrix.window.milliseconds(in: evaluator.bounds, allowingNegative: false)
        // Growth at the edges of a window shows in samples beyond them.
        var selection = SampleSelection(
            matchers: try matrix.selector.matchers.map(SeriesMatcher.init(_:)),
            startMilliseconds: 0,
            endMilliseconds: .max,
            wantsGrowth: true
        )
        selection.sampleCountMax = sampleCountMax
        let found = try evaluator.storage.select(selection)
        for one in found where !one.histograms.timestamps.isEmpty {
            let message = "\(node.function.rawValue) leaves native histograms out"
            evaluator.inform(evaluator.named(message, one.labels), at: range)
        }
        series = found.filter { !$0.floats.timestamps.isEmpty }
            .sorted { $0.labels < $1.labels }
            .map { one in
                var one = one
                if one.growth.isEmpty { one.growth = [CounterGrowth(cumulative: one.floats)] }
                return one
            }
    }

    /// The value of a series for the window that ends at a time; nil if it has none.
    func value(of one: SampleSeries, at end: Int64, _ evaluator: StepEvaluator) -> Double? {
        let start = end - length
        var increase = CounterGrowth.Increase()
        for growth in one.growth { growth.add(to: &increase, after: start, through: end) }
        guard increase.hasAmounts || hasSample(one.floats, after: start, through: end) else {
            return nil
        }
        let seconds = Double(length) / 1000
        let scale = function.isExactRate ? seconds : 1
        switch bound {
        case .lower: return increase.lower / scale
        case .upper: return increase.upper / scale
        case .exact:
            guard increase.isExact else {
                inform(of: one, evaluator)
                return .nan
            }
            return increase.lower / scale
        }
    }

    private func hasSample(_ floats: FloatSamples, after start: Int64, through end: Int64) -> Bool {
        let times = floats.timestamps
        var index = times.indices.partitioningIndex { times[$0] > start }
        while index < times.count, times[index] <= end {
            if !floats.values[index].isStaleMarker { return true }
            index += 1
        }
        return false
    }

    private func inform(of one: SampleSeries, _ evaluator: StepEvaluator) {
        let name = function.rawValue
        evaluator.inform(
            evaluator.named(
                "\(name) is not known at some times, as counters grew across an edge of the window;"
                    + " \(name)_lower and \(name)_upper bound it",
                one.labels
            ),
            at: range
        )
    }
}
