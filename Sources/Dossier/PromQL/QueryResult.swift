/// The answer to a query.
public struct QueryResult: Sendable {
    public enum Value: Sendable {
        /// A number, with the time it was evaluated at.
        case scalar(QueryPoint)
        case string(String, time: Int64)
        /// Series at one time: each has one point.
        case vector([QuerySeries])
        /// Series over time.
        case matrix([QuerySeries])
    }

    public let value: Value
    /// What makes the result doubtful, as Prometheus words it.
    public let warnings: [String]
    /// What else is worth knowing about the result.
    public let infos: [String]
}

/// One series of an answer.
public struct QuerySeries: Sendable {
    /// In the order of their names.
    public let labels: [SeriesLabel]
    /// In the order of time.
    public let points: QueryPoints

    /// The value of a label; nil if the series has none of this name.
    public subscript(name: String) -> String? {
        labels.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
}

/// A label of a series.
public struct SeriesLabel: Hashable, Sendable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A value at a time.
public struct QueryPoint: Sendable {
    public enum Value: Sendable {
        case number(Double)
        case histogram(QueryHistogram)
    }

    /// Milliseconds since the Unix epoch.
    public let time: Int64
    public let value: Value

    /// The value if it is a number.
    public var number: Double? {
        if case .number(let number) = value { number } else { nil }
    }
}

/// A native histogram in an answer.
public struct QueryHistogram: Sendable {
    /// The observations between two bounds.
    public struct Bucket: Sendable {
        public let lower: Double
        public let upper: Double
        public let includesLower: Bool
        public let includesUpper: Bool
        public let count: Double
    }

    public let count: Double
    public let sum: Double
    /// Those with observations, in the order of their bounds.
    public let buckets: [Bucket]
}
