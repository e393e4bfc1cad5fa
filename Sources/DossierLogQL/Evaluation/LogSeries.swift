package import DossierPromQL

/// A series that a metric query makes.
package struct LogSeries: Sendable {
    package var labels: Labels
    /// The values by number of their time; nil where there is none.
    package var values: [Double?]
}

/// A value of a series at one time.
struct LogSample {
    var labels: Labels
    var value: Double
}

/// What a metric query makes.
package enum LogMetricResult: Sendable {
    /// A number, at one time.
    case scalar(Double)
    /// Series with their values at the times.
    case series([LogSeries], times: [Int64])
}
