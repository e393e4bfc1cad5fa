package import DossierColumns

/// Rows of a table whose times are far from those of all others, by a likely cause.
package struct TimeOutliers: Hashable, Sendable {
    /// What a time that is too small may count.
    package enum Unit: Int, CaseIterable, Sendable {
        case microseconds = 1_000
        case milliseconds = 1_000_000
        case seconds = 1_000_000_000
    }

    package let table: Table
    /// Nil if the times are no likely ones in any other unit.
    package let unit: Unit?
    package internal(set) var count: Int
    /// Nanoseconds since the Unix epoch.
    package internal(set) var range: ClosedRange<UInt64>
}
