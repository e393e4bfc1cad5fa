import Synchronization

/// Series of a source, read once for each selector and expression that asks for them.
final class SelectedSeries: Sendable {
    private struct Known {
        var bySelector: [[LabelMatcher]: [SampleSeries]] = [:]
        var byExpression: [ByteString: LoadedSamples] = [:]
    }

    private let source: any SampleSource
    private let known = Mutex(Known())

    init(_ source: any SampleSource) {
        self.source = source
    }

    /// What the selectors of an expression ask for, at any time.
    func samples(for expression: PromQLExpression, text: String) throws -> LoadedSamples {
        try known.withLock { known in
            if let samples = known.byExpression[ByteString(text)] { return samples }
            let samples = try LoadedSamples(for: expression) { selector, matchers in
                if let series = known.bySelector[selector.matchers] { return series }
                let series = try source.select(.everything(matchers))
                known.bySelector[selector.matchers] = series
                return series
            }
            known.byExpression[ByteString(text)] = samples
            return samples
        }
    }
}
