/// What a LogQL query gives.
public enum LogQLResult: Hashable, Sendable {
    /// An entry, as the stages made it.
    public struct Entry: Hashable, Sendable {
        /// Nanoseconds since the Unix epoch.
        public let nanoseconds: Int64
        /// The text.
        public let line: String
        /// The labels of its stream, in the order of their names.
        public let streamLabels: [SeriesLabel]
        /// What is stored with it, in the order of the names.
        public let metadata: [SeriesLabel]
        /// What stages set, among it `__error__` if one failed, in the order of the names.
        public let parsedLabels: [SeriesLabel]
    }

    /// A series of numbers.
    public struct Series: Hashable, Sendable {
        /// In the order of their names.
        public let labels: [SeriesLabel]
        /// In the order of time.
        public let points: [Point]
    }

    /// A number at a time.
    public struct Point: Hashable, Sendable {
        /// Nanoseconds since the Unix epoch.
        public let nanoseconds: Int64
        /// The number.
        public let value: Double
    }

    /// Entries in the order that was asked for.
    case entries([Entry])
    /// Series over time.
    case matrix([Series])
    /// Series at one time: each has one point.
    case vector([Series])
    /// A number at one time.
    case scalar(Point)

    /// Whether there is neither an entry nor a series nor a number.
    public var isEmpty: Bool {
        switch self {
        case .entries(let entries): entries.isEmpty
        case .matrix(let series), .vector(let series): series.isEmpty
        case .scalar: false
        }
    }
}
