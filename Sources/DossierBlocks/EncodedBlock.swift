package import DossierColumns

/// Rows of one table and of its child tables, encoded column by column.
package struct EncodedBlock: Sendable {
    package var table: Table
    package var rowCount: Int
    /// From the first to the last known time of `table.timeField`; nil if there is none.
    package var timeRange: ClosedRange<UInt64>?
    /// The table of the block first, then its children.
    package var tables: [EncodedTable]
}

/// The chunks of one table of a block.
package struct EncodedTable: Sendable {
    package var table: Table
    package var rowCount: Int
    /// Every column of the table, in its order, then the slots that any row has.
    package var chunks: [(column: ColumnID, chunk: EncodedChunk)]
}

/// One chunk as it is stored.
package struct ChunkBytes: Sendable {
    package var column: ColumnID
    package var valueCount: Int
    package var checksum: UInt64
    package var bytes: [UInt8]

    package init(column: ColumnID, valueCount: Int, checksum: UInt64, bytes: [UInt8]) {
        self.column = column
        self.valueCount = valueCount
        self.checksum = checksum
        self.bytes = bytes
    }
}

/// How a column is encoded relative to another one of the same rows.
enum ColumnRelation {
    case difference(from: Field)
    case rows(of: Field)
}

extension Table {
    /// The relation that the chunks of a field are encoded with.
    ///
    /// Part of the file format.
    private func relation(of field: Field) -> ColumnRelation? {
        switch (self, field) {
        case (.span, .endTime): .difference(from: .startTime)
        case (.span, .parentSpanID): .rows(of: .spanID)
        case (.logRecord, .observedTime): .difference(from: .time)
        case (.dataPoint, .startTime): .difference(from: .time)
        default: nil
        }
    }

    /// The field that the chunks of `field` are encoded relative to; nil for most fields.
    package func companion(of field: Field) -> Field? {
        switch relation(of: field) {
        case .difference(let companion), .rows(let companion): companion
        case nil: nil
        }
    }

    /// What a field is encoded relative to, given the words of its companion; nil if it has none,
    /// or if the words are missing.
    func related(to field: Field, companion: [UInt64]?) -> RelatedColumn? {
        guard let companion, !companion.isEmpty else { return nil }
        switch relation(of: field) {
        case .difference: return .difference(from: companion)
        case .rows: return .rows(ids: companion)
        case nil: return nil
        }
    }

    /// The columns whose ids the texts of the table's slots may repeat.
    package var idColumns: Set<ColumnID> {
        self == .logRecord ? [.field(.trace), .field(.spanID)] : []
    }

    /// The ids that texts of the table's slots may repeat; nil if there are none, or if their
    /// columns are missing.
    ///
    /// `traces` is what the column of traces refers to.
    package func rowIDs(_ columns: [[UInt64]], _ traces: TraceTable) -> RowIDs? {
        guard self == .logRecord, let trace = index(of: .trace), let spanID = index(of: .spanID),
            !columns[trace].isEmpty, columns[trace].count == columns[spanID].count
        else { return nil }
        return RowIDs(traces: columns[trace], of: traces, spanIDs: columns[spanID])
    }
}

extension ChunkBytes {
    /// Reads everything, if the checksum is right.
    func read<Value>(
        _ read: (inout ByteReader) throws(BlockError) -> Value
    ) throws(BlockError) -> Value {
        do throws(BlockError) {
            return try bytes.withUnsafeBufferPointer { (bytes) throws(BlockError) in
                var reader = try ChunkDecoder.reader(
                    UnsafeRawBufferPointer(bytes),
                    valueCount: valueCount,
                    checksum: checksum
                )
                let value = try read(&reader)
                guard reader.remainingCount == 0 else {
                    throw reader.error(.trailingBytes(reader.remainingCount))
                }
                return value
            }
        } catch {
            throw BlockError(error.code, byteOffset: error.byteOffset, column: column)
        }
    }
}
