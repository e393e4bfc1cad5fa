/// Where an evaluation takes samples from.
///
/// It is asked once for each selector, never for each sample.
package protocol SampleSource: Sendable {
    /// The series that satisfy all matchers, in any order, each label set once.
    ///
    /// Every sample within the selection's time range is in the result; samples outside it may be,
    /// so a source can hand out what it holds without cutting it.
    func select(_ selection: SampleSelection) throws -> [SampleSeries]

    /// The names of all labels of the series that satisfy the matchers, in byte order.
    func labelNames(matching matchers: [SeriesMatcher]) throws -> [[UInt8]]

    /// The values of one label among the series that satisfy the matchers, in byte order.
    func labelValues(of name: [UInt8], matching matchers: [SeriesMatcher]) throws -> [[UInt8]]
}

/// What a selector asks for.
///
/// Times are milliseconds since the Unix epoch, both included.
package struct SampleSelection: Sendable {
    package var matchers: [SeriesMatcher]
    package var startMilliseconds: Int64
    package var endMilliseconds: Int64
    /// Whether to return the growth of counters as well as their samples.
    package var wantsGrowth: Bool
    /// A source may leave out start timestamps if they are not needed.
    package var needsStartTimestamps = true
    /// What becomes of the series, if all that matters of them are sums of their values: a source may
    /// give sums of series in their place.
    package var summing: LabelGrouping?
    /// A source may throw `QueryLimitError` rather than read more samples than these.
    package var sampleCountMax = Int.max

    package init(
        matchers: [SeriesMatcher],
        startMilliseconds: Int64,
        endMilliseconds: Int64,
        wantsGrowth: Bool = false
    ) {
        self.matchers = matchers
        self.wantsGrowth = wantsGrowth
        self.startMilliseconds = startMilliseconds
        self.endMilliseconds = endMilliseconds
    }
}

/// Which labels series keep that are put together.
package struct LabelGrouping: Sendable {
    let names: Set<[UInt8]>
    /// Whether `names` are the labels left out.
    let isWithout: Bool

    /// Whether a label is left out.
    package func drops(_ name: [UInt8]) -> Bool { names.contains(name) == isWithout }
}

extension SampleSelection {
    /// The times from the start to the end; the start alone if the end is before it, as of a window
    /// shorter than a millisecond.
    package var timeRange: ClosedRange<Int64> {
        startMilliseconds...max(startMilliseconds, endMilliseconds)
    }

    /// All samples of the series that satisfy the matchers.
    package static func everything(_ matchers: [SeriesMatcher]) -> SampleSelection {
        SampleSelection(matchers: matchers, startMilliseconds: 0, endMilliseconds: .max)
    }
}

/// One series with its samples: floats and histograms apart, each in the order of time.
package struct SampleSeries: Sendable {
    package var labels: Labels
    package var floats: FloatSamples
    package var histograms: HistogramSamples
    /// The growth of the streams behind the floats, if requested and known.
    package var growth: [CounterGrowth] = []

    package init(
        labels: Labels,
        floats: FloatSamples = FloatSamples(),
        histograms: HistogramSamples = HistogramSamples()
    ) {
        self.labels = labels
        self.floats = floats
        self.histograms = histograms
    }
}

/// Samples that are numbers, as columns of equal length.
package struct FloatSamples: Sendable {
    /// Milliseconds since the Unix epoch, rising.
    package var timestamps: [Int64]
    /// Stale markers keep their bits.
    package var values: [Double]
    /// When the counting behind each sample began, 0 where unknown; empty if it is for all.
    package var startTimestamps: [Int64]

    package init(
        timestamps: [Int64] = [],
        values: [Double] = [],
        startTimestamps: [Int64] = []
    ) {
        self.timestamps = timestamps
        self.values = values
        self.startTimestamps = startTimestamps
    }
}

/// Samples that are native histograms, as columns of equal length.
package struct HistogramSamples: Sendable {
    /// Milliseconds since the Unix epoch, rising.
    package var timestamps: [Int64]
    /// A histogram whose sum is the stale marker is one.
    package var values: [FloatHistogram]
    /// When the counting behind each sample began, 0 where unknown; empty if it is for all.
    package var startTimestamps: [Int64]

    package init(
        timestamps: [Int64] = [],
        values: [FloatHistogram] = [],
        startTimestamps: [Int64] = []
    ) {
        self.timestamps = timestamps
        self.values = values
        self.startTimestamps = startTimestamps
    }
}
