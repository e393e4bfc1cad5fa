package import DossierColumns

/// What was stored by a call.
package struct CommitSummary: Sendable {
    /// The number of the last commit, from 1; how many there are if there was nothing to store.
    package var commit: Int64 = 0
    /// Rows by table; series that were known before are not among them.
    package var rowCounts: [Table: Int] = [:]
    package var rejectedCount = 0

    init() {}

    /// What two calls stored, one after the other.
    static func + (first: CommitSummary, second: CommitSummary) -> CommitSummary {
        var sum = second
        sum.commit = max(first.commit, second.commit)
        sum.rowCounts.merge(first.rowCounts, uniquingKeysWith: +)
        sum.rejectedCount += first.rejectedCount
        return sum
    }

    init(_ commits: [EncodedCommit]) {
        commit = commits.last?.number ?? 0
        for table in Table.allCases {
            let count = commits.reduce(0) { $0 + $1.rowCount(of: table) }
            if count > 0 { rowCounts[table] = count }
        }
        rejectedCount = commits.reduce(0) { $0 + $1.rejected.count }
    }
}
