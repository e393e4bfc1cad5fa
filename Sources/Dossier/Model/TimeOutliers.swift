internal import DossierColumns
internal import DossierQuery
internal import DossierStore

/// Rows of a store whose times are far from those of all others of their kind.
///
/// Times before 1980 or after 2100 are, if the store has any between. So are few rows that are
/// further from the others than 30 days and ten times as long as these last.
public struct TimeOutliers: Hashable, Sendable {
    /// A unit that a time may be in by mistake, instead of nanoseconds.
    public enum Unit: String, CaseIterable, Sendable {
        /// Millionths of a second.
        case microseconds
        /// Thousandths of a second.
        case milliseconds
        /// Seconds.
        case seconds
    }

    /// What the rows are: `spans`, `log records`, `data points` or `exemplars`.
    public let rows: String
    /// How many there are.
    public let count: Int
    /// From the first to the last of them.
    public let timeRange: ClosedRange<Timestamp>
    /// The unit in which the times are likely ones; nil if there is none.
    public let likelyUnit: Unit?

    init(_ outliers: DossierQuery.TimeOutliers) {
        rows = outliers.table.plural
        count = outliers.count
        timeRange =
            Timestamp(
                nanoseconds: outliers.range.lowerBound
            )...Timestamp(
                nanoseconds: outliers.range.upperBound
            )
        likelyUnit =
            switch outliers.unit {
            case .microseconds: .microseconds
            case .milliseconds: .milliseconds
            case .seconds: .seconds
            case nil: nil
            }
    }
}

extension TimeOutliers: CustomStringConvertible {
    /// The rows with their dates and what may be wrong, for a person.
    public var description: String {
        let first = timeRange.lowerBound.rfc3339(.seconds).prefix(10)
        let last = timeRange.upperBound.rfc3339(.seconds).prefix(10)
        let dates = first == last ? "from \(first)" : "from \(first) to \(last)"
        let isOne = count == 1
        let question =
            if let likelyUnit {
                isOne ? "is this \(likelyUnit)?" : "are these \(likelyUnit)?"
            } else if first.hasPrefix("19") {
                "does the clock count from the start of the machine?"
            } else {
                "is the clock right?"
            }
        return "\(count) \(isOne ? String(rows.dropLast()) : rows) \(dates): \(question)"
    }
}
