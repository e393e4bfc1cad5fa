/// The result of a PromQL query.
public struct QueryResult: Sendable {
    /// The value of an expression.
    public enum Value: Sendable {
        /// A number, with the time it was evaluated at.
        case scalar(QueryPoint)
        /// A text, with the time it was evaluated at.
        case string(String, at: Timestamp)
        /// Series at one time: each has one point.
        case vector([QuerySeries])
        /// Series over time.
        case matrix([QuerySeries])
    }

    /// The value of the expression.
    public let value: Value
    /// What makes the result doubtful, as Prometheus words it.
    public internal(set) var warnings: [String]
    /// What else is worth knowing about the result.
    public internal(set) var infos: [String]
    /// Those of ``infos`` that other options change.
    public let notes: [QueryNote]
    /// How long the evaluation took, if the result says so.
    package var evaluationTime: Duration?
}

/// One series of a result.
public struct QuerySeries: Sendable {
    /// In the order of their names.
    public let labels: [SeriesLabel]
    /// In the order of time.
    public let points: QueryPoints
    /// Of a TraceQL query: spans that stand for others behind the points, in the order of their
    /// starts.
    public internal(set) var exemplars: [SpanExemplar] = []

    /// The value of a label; nil if the series has none of this name.
    public subscript(name: String) -> String? {
        labels.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
}

/// A label of a series.
public struct SeriesLabel: Hashable, Sendable {
    /// The name of the label.
    public let name: String
    /// The value of the label.
    public let value: String

    /// A label of a name and a value.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Series of a store that selectors select.
public struct SeriesListing: Sendable, Hashable {
    /// The labels of each series; in the order of the labels, each series once.
    public let series: [[SeriesLabel]]
    /// What is missing.
    public internal(set) var warnings: [String] = []
}

/// Names of labels, or values of one.
public struct LabelListing: Sendable, Hashable {
    /// In the order of their bytes.
    public let values: [String]
    /// What is missing.
    public internal(set) var warnings: [String] = []
}

/// A value at a time.
public struct QueryPoint: Sendable {
    /// A number or a histogram.
    public enum Value: Sendable {
        /// A number.
        case number(Double)
        /// A native histogram.
        case histogram(QueryHistogram)
    }

    /// Since the Unix epoch.
    package let milliseconds: Int64
    /// The value.
    public let value: Value

    /// A value at a time in milliseconds since the Unix epoch.
    package init(time milliseconds: Int64, value: Value) {
        self.milliseconds = milliseconds
        self.value = value
    }

    /// When the value was evaluated.
    public var time: Timestamp { Timestamp(milliseconds: milliseconds) }

    /// The value if it is a number; nil if it is a histogram.
    public var number: Double? {
        if case .number(let number) = value { number } else { nil }
    }
}

/// A native histogram in a result.
public struct QueryHistogram: Sendable {
    /// The observations between two bounds.
    public struct Bucket: Sendable {
        /// The lower bound.
        public let lower: Double
        /// The upper bound.
        public let upper: Double
        /// Whether the lower bound belongs to the bucket.
        public let includesLower: Bool
        /// Whether the upper bound belongs to the bucket.
        public let includesUpper: Bool
        /// The number of observations, which may be a fraction.
        public let count: Double
    }

    /// The number of observations, which may be a fraction.
    public let count: Double
    /// The sum of the observations.
    public let sum: Double
    /// Those with observations, in the order of their bounds.
    public let buckets: [Bucket]
}
