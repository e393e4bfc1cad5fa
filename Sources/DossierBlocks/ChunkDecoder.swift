package import DossierColumns

/// Decodes chunks: all bytes of blocks pass through here.
package enum ChunkDecoder {
    /// The values of a chunk whose checksum is right.
    ///
    /// `related` is the column that the chunk is encoded relative to, if there is one.
    package static func decode(
        _ bytes: UnsafeRawBufferPointer,
        valueCount: Int,
        checksum: UInt64,
        type: ValueType,
        related: RelatedColumn? = nil
    ) throws(BlockError) -> DecodedColumn {
        var reader = try reader(bytes, valueCount: valueCount, checksum: checksum)
        let column: DecodedColumn
        switch type {
        case .string, .bytes, .composite, .words, .doubles:
            column = try TextColumn.decode(&reader, count: valueCount)
        case .trace:
            column = try TraceColumn.decode(&reader, count: valueCount)
        case .double:
            column = .words(try DoubleColumn.decode(&reader, count: valueCount))
        case .empty, .bool, .int, .time, .spanID, .reference, .row, .enumeration:
            column = .words(try decodeWords(&reader, count: valueCount, related: related))
        }
        guard reader.remainingCount == 0 else {
            throw reader.error(.trailingBytes(reader.remainingCount))
        }
        return column
    }

    /// A reader of a chunk whose checksum is right.
    static func reader(
        _ bytes: UnsafeRawBufferPointer,
        valueCount: Int,
        checksum: UInt64
    ) throws(BlockError) -> ByteReader {
        let computed = DossierBlocks.checksum(of: bytes)
        guard computed == checksum else {
            throw BlockError(
                .checksumMismatch(stored: checksum, computed: computed),
                byteOffset: 0
            )
        }
        guard (0...ChunkLimits.valueCountMax).contains(valueCount) else {
            throw BlockError(
                .outOfBounds(
                    UInt64(bitPattern: Int64(valueCount)),
                    limit: UInt64(ChunkLimits.valueCountMax)
                ),
                byteOffset: 0
            )
        }
        return ByteReader(bytes, valueCount: valueCount)
    }

    private static func decodeWords(
        _ reader: inout ByteReader,
        count: Int,
        related: RelatedColumn?
    ) throws(BlockError) -> [UInt64] {
        let encoding = try reader.peekEncoding()
        switch encoding {
        case .difference:
            guard case .difference(let origin) = related, origin.count == count else {
                throw reader.error(.missingRelatedColumn)
            }
            _ = try reader.byte()
            var words = try WordDecoder.decode(&reader, count: count)
            for index in words.indices { words[index] &+= origin[index] }
            return words
        case .rowDistances, .rowNumbers:
            guard case .rows(let ids) = related else {
                throw reader.error(.missingRelatedColumn)
            }
            _ = try reader.byte()
            return try RowReferences.decode(&reader, encoding: encoding, count: count, ids: ids)
        default:
            return try WordDecoder.decode(&reader, count: count)
        }
    }
}
