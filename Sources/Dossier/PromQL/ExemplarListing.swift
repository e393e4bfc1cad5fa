/// Measurements behind the samples of series.
public struct ExemplarListing: Sendable {
    /// The exemplars of one series.
    public struct Series: Sendable {
        /// In the order of their names.
        public let labels: [SeriesLabel]
        /// In the order of time.
        public let exemplars: [MetricExemplar]
    }

    /// In the order of their labels.
    public internal(set) var series: [Series]
    /// What is missing.
    public internal(set) var warnings: [String]
}

/// A measurement behind a sample.
public struct MetricExemplar: Hashable, Sendable {
    /// `trace_id` and `span_id` if it was taken in a span, then its attributes by their keys.
    public let labels: [SeriesLabel]
    /// The value that was measured.
    public let value: Double
    /// Since the Unix epoch.
    package let milliseconds: Int64

    /// When it was measured.
    public var time: Timestamp { Timestamp(milliseconds: milliseconds) }
}
