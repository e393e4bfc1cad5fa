import DossierColumns
package import DossierStore

/// A log record that was found: where it is.
package struct FoundLogRecord: Hashable, Sendable {
    /// The id of its block.
    package let block: UInt32
    /// Its row in the block.
    package let row: UInt32
    /// Nanoseconds since the Unix epoch; 0 if it is unknown.
    package let time: UInt64
    private let slot: UInt32

    private static let noSlot = UInt32.max

    package init(block: UInt32, row: UInt32, time: UInt64, mention: UInt32? = nil) {
        self.block = block
        self.row = row
        self.time = time
        slot = mention ?? Self.noSlot
    }

    /// The slot in which it names the trace that was asked for, if it has no trace id of its own.
    package var mention: UInt32? { slot == Self.noSlot ? nil : slot }

    /// The same record, however it was found.
    package var withoutMention: FoundLogRecord {
        FoundLogRecord(block: block, row: row, time: time)
    }

    fileprivate var position: UInt64 { UInt64(block) << 32 | UInt64(row) }
}

/// The order of log records that were found: by time, those of an unknown time last.
package enum LogOrder: Sendable {
    case oldestFirst
    /// Equal times are in the opposite order of `oldestFirst`.
    case newestFirst

    package func sort(_ records: inout [FoundLogRecord]) {
        // Records are found block by block, which often is the order that is wanted.
        if self == .oldestFirst, isSorted(records) { return }
        records.sort(by: precedes)
    }

    private func isSorted(_ records: [FoundLogRecord]) -> Bool {
        for index in records.indices.dropFirst() where precedes(records[index], records[index - 1])
        {
            return false
        }
        return true
    }

    package func precedes(_ left: FoundLogRecord, _ right: FoundLogRecord) -> Bool {
        switch self {
        case .oldestFirst:
            // An unknown time, 0, becomes the highest.
            (left.time &- 1, left.position) < (right.time &- 1, right.position)
        case .newestFirst:
            (right.time, right.position) < (left.time, left.position)
        }
    }
}

extension StoreReader {
    /// The rows of log records that were found, in the order of the records.
    package func logRows(of records: ArraySlice<FoundLogRecord>) throws -> PlacedRows {
        try placedRows(records.map { (block: $0.block, row: $0.row) })
    }
}
