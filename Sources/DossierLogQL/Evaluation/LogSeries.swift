package import DossierPromQL

/// A series that a metric query makes.
package struct LogSeries: Sendable {
    /// A value at one of the times.
    package struct Point: Hashable, Sendable {
        /// The number of the time.
        package let index: Int
        package let value: Double

        package init(index: Int, value: Double) {
            self.index = index
            self.value = value
        }
    }

    package let labels: Labels
    /// In the order of time; at some times there may be none.
    package private(set) var points: [Point] = []

    init(labels: Labels) {
        self.labels = labels
    }

    /// Sets the value at the last time so far, or at a later one.
    mutating func set(_ value: Double, at index: Int) {
        if points.last?.index == index { points.removeLast() }
        points.append(Point(index: index, value: value))
    }
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
