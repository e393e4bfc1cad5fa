package import DossierColumns

/// What a commit stored, and how long it took.
package struct CommitSummary: Sendable {
    /// The number of the commit, from 1; how many there are if this one had nothing to store.
    package var commit: Int64 = 0
    /// Rows by table; series that were known before are not among them.
    package var rowCounts: [Table: Int] = [:]
    package var rejectedCount = 0
    /// The encoded columns.
    package var chunkByteCount = 0
    /// The size of the file after the commit.
    package var fileByteCount: Int64 = 0
    package var encodingSeconds = 0.0
    package var writingSeconds = 0.0

    init() {}

    init(_ encoded: EncodedCommit) {
        commit = encoded.number
        for table in Table.allCases {
            let count = encoded.rowCount(of: table)
            if count > 0 { rowCounts[table] = count }
        }
        rejectedCount = encoded.rejected.count
        chunkByteCount = encoded.chunkByteCount
    }
}
