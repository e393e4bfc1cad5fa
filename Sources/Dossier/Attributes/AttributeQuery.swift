/// Which attributes to list.
///
/// Every condition that is set has to hold.
///
/// ```swift
/// var query = AttributeQuery()
/// query.keyPrefix = "http."
/// query.rows = [.span]
/// query.valueLimit = 0
/// let keys = try file.attributes(query).attributes.map(\.key)
/// ```
public struct AttributeQuery: Sendable {
    /// Only keys that start with this text.
    public var keyPrefix = ""
    /// Only this key; nil for all.
    public var key: String?
    /// Only attributes of these kinds of rows.
    public var rows = Set(RowKind.allCases)
    /// Only attributes of these.
    public var levels = Set(AttributeSummary.Level.allCases)
    /// Only spans that this expression leaves, with their events and links; nil for all rows.
    ///
    /// With it other kinds of rows are left out.
    public var expression: TraceQLExpression?
    /// Only spans that ran at some time of this range, with their events and links; nil for all rows.
    ///
    /// With it other kinds of rows are left out.
    public var active: ClosedRange<Timestamp>?
    /// How many values to give of each attribute, the most frequent first; with 0 no values are
    /// read, and none are told apart, which takes a fraction of the time.
    public var valueLimit = 3
    /// How many different values of an attribute to tell apart; of more values the first ones are
    /// counted.
    public var distinctLimit = 10_000

    /// A query for all attributes.
    public init() {}
}

/// The attributes of a store.
public struct AttributeListing: Sendable {
    /// By key, and then by the kind of rows, the level and the type.
    public let attributes: [AttributeSummary]
    /// Whether only spans that match an expression, or ran at some time, were counted, with their
    /// events and links.
    public let isNarrowed: Bool
}

/// An attribute: a key of some kind of rows with values of one type.
public struct AttributeSummary: Sendable {
    /// Whose attribute it is; raw values are part of the JSON document.
    public enum Level: String, CaseIterable, Sendable {
        /// Of the resource of the rows.
        case resource
        /// Of their instrumentation scope.
        case scope
        /// Of the rows themselves; of series a label.
        case own
    }

    /// The types of values; raw values are part of the JSON document.
    public enum ValueType: String, CaseIterable, Sendable {
        case empty, string, bool, int, double, bytes
        /// An array, or a key-value list.
        case nested
    }

    /// A value and how many rows have it.
    public struct CountedValue: Hashable, Sendable {
        /// The value.
        public let value: AttributeValue
        /// How many rows have it.
        public let rowCount: Int
    }

    /// The key.
    public let key: String
    /// What has it.
    public let row: RowKind
    /// Whose attribute it is.
    public let level: Level
    /// The type of its values.
    public let type: ValueType
    /// How many rows have it; of resources and scopes the rows that refer to them.
    public let rowCount: Int
    /// How many different values were told apart; 0 if none were read.
    public let distinctCount: Int
    /// Whether there are more.
    public let hasMoreValues: Bool
    /// The most frequent of the values that were told apart, as many as were asked for.
    public let values: [CountedValue]
}
