import DossierPromQL
import DossierPromQLSyntax
import Synchronization

/// Series of a source, read once for each selector and expression that asks for them.
final class SelectedSeries: Sendable {
    private struct Key: Hashable {
        let matchers: [LabelMatcher]
        let wantsGrowth: Bool
    }

    private struct Known {
        var bySelector: [Key: [SampleSeries]] = [:]
        var byExpression: [ByteString: LoadedSamples] = [:]
    }

    /// Templates may ask for any number of expressions; beyond these all are read anew.
    private static let expressionCountMax = 1000

    private let source: any SampleSource
    private let known = Mutex(Known())

    init(_ source: any SampleSource) {
        self.source = source
    }

    /// What the selectors of an expression ask for, at any time.
    func samples(for expression: PromQLExpression, text: String) throws -> LoadedSamples {
        try known.withLock { known in
            if let samples = known.byExpression[ByteString(text)] { return samples }
            if known.byExpression.count >= Self.expressionCountMax { known = Known() }
            let samples = try LoadedSamples(for: expression) { selector, selection in
                let key = Key(matchers: selector.matchers, wantsGrowth: selection.wantsGrowth)
                if let series = known.bySelector[key] { return series }
                let series = try source.select(selection)
                known.bySelector[key] = series
                return series
            }
            known.byExpression[ByteString(text)] = samples
            return samples
        }
    }
}
