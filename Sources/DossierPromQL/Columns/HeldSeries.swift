import Synchronization

/// Series read from a source once for a whole query, from which each step takes its part.
final class HeldSeries: SampleSource {
    private let source: any SampleSource
    private let sampleCountMax: Int
    private let held = Mutex<[SampleSeries]?>(nil)

    /// Serves one selector, at any time.
    init(from source: any SampleSource, sampleCountMax: Int) {
        self.source = source
        self.sampleCountMax = sampleCountMax
    }

    func select(_ selection: SampleSelection) throws -> [SampleSeries] {
        try held.withLock { held in
            if let held { return held }
            var whole = selection
            whole.startMilliseconds = .min
            whole.endMilliseconds = .max
            whole.sampleCountMax = sampleCountMax
            let series = try source.select(whole)
            held = series
            return series
        }
    }

    func labelNames(matching matchers: [SeriesMatcher]) throws -> [[UInt8]] {
        try source.labelNames(matching: matchers)
    }

    func labelValues(of name: [UInt8], matching matchers: [SeriesMatcher]) throws -> [[UInt8]] {
        try source.labelValues(of: name, matching: matchers)
    }
}
