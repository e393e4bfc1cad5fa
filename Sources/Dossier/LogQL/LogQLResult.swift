/// What a LogQL query gives.
public enum LogQLResult: Hashable, Sendable {
    /// Entries with the same labels.
    public struct Stream: Hashable, Sendable {
        /// Labels of all categories, in the order of their names.
        public let labels: [SeriesLabel]
        /// The entries in the order that was asked for.
        public let entries: [Entry]
    }

    /// An entry of a stream.
    public struct Entry: Hashable, Sendable {
        /// Nanoseconds since the Unix epoch.
        public let nanoseconds: Int64
        /// The text, as the stages made it.
        public let line: String
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

    /// Entries by stream, in the order of their labels.
    case streams([Stream])
    /// Series over time.
    case matrix([Series])
    /// Series at one time: each has one point.
    case vector([Series])
    /// A number at one time.
    case scalar(Point)
}
