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

/// How a column is told by another one.
enum ColumnRelation {
    case difference(from: Field)
    case rows(of: Field)
    /// References to spans of other blocks.
    case spans

    /// The other column, if it is one of the same rows.
    var field: Field? {
        switch self {
        case .difference(let field), .rows(let field): field
        case .spans: nil
        }
    }
}

extension Table {
    /// The relation that the chunks of a field are encoded with.
    ///
    /// Part of the file format.
    func relation(of field: Field) -> ColumnRelation? {
        switch (self, field) {
        case (.span, .endTime): .difference(from: .startTime)
        case (.span, .parentSpanID): .rows(of: .spanID)
        case (.logRecord, .observedTime): .difference(from: .time)
        case (.dataPoint, .startTime): .difference(from: .time)
        case (.logRecord, .spanID), (.exemplar, .spanID): .spans
        default: nil
        }
    }

    /// The field whose chunk has to be read along with that of `field`; nil for most fields.
    package func companion(of field: Field) -> Field? {
        relation(of: field)?.field
    }

    /// What tells the column of a field, taken from all columns of its rows, or from the span ids of
    /// other blocks; nil if nothing does, or if it is not there.
    func related(
        to field: Field,
        columns: [[UInt64]],
        spanIDs: [UInt64]?
    ) -> RelatedColumn? {
        func column(_ field: Field) -> [UInt64]? {
            index(of: field).map { columns[$0] }.flatMap { $0.isEmpty ? nil : $0 }
        }
        switch relation(of: field) {
        case .difference(let origin): return column(origin).map { .difference(from: $0) }
        case .rows(let ids): return column(ids).map { .rows(ids: $0) }
        case .spans: return spanIDs.map { .rows(ids: $0) }
        case nil: return nil
        }
    }

    /// The columns that texts of the table's slots may be told by.
    package var idColumns: Set<ColumnID> {
        self == .logRecord ? [.field(.trace), .field(.spanID)] : []
    }

    /// The ids of rows, if texts of the table's slots may be told by them and they are there.
    package func rowIDs(_ columns: [[UInt64]]) -> RowIDs? {
        guard self == .logRecord, let trace = index(of: .trace), let spanID = index(of: .spanID),
            columns[trace].count == columns[spanID].count
        else { return nil }
        return RowIDs(traces: columns[trace], spanIDs: columns[spanID])
    }
}

extension ChunkBytes {
    /// Reads all that follows the encoding, which has to be the given one, after the checksum was
    /// found right.
    func read<Value>(
        _ encoding: Encoding,
        _ read: (inout ByteReader) throws(BlockError) -> Value
    ) throws(BlockError) -> Value {
        try self.read { (reader) throws(BlockError) in
            guard try reader.encoding() == encoding else {
                throw BlockError(.unknownEncoding(bytes[0]), byteOffset: 0)
            }
            return try read(&reader)
        }
    }

    /// Reads everything, after the checksum was found right.
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
