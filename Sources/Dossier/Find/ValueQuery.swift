/// How to look for values, and where.
///
/// ```swift
/// var query = ValueQuery()
/// query.ignoresCase = true
/// let found = try file.find(["customer-4711"], query)
/// ```
public struct ValueQuery: Sendable {
    /// Whether letters of the other case are as good.
    public var ignoresCase = false
    /// Whether any text may have the value as a word, as bodies of log records may: a path that has
    /// the number of an order, a message that names a host.
    public var findsWords = false
    /// Only rows of this time or later.
    public var since: Timestamp?
    /// Only rows before this time.
    public var until: Timestamp?
    /// How many of the traces to give.
    public var traceLimit = 5

    /// A query for values as they are, in all rows.
    public init() {}
}
