import DossierBlocks
import DossierColumns

/// Encodes words, decodes them again, and tells the words and the encoding.
struct ChunkRoundTrip {
    var chunk: EncodedChunk
    var words: [UInt64]
    var strings = StringTable()
    var traces = TraceTable()

    init(
        _ words: [UInt64],
        type: ValueType,
        effort: EncodingEffort = .fast,
        strings: StringTable = StringTable(),
        traces: TraceTable = TraceTable(),
        related: RelatedColumn? = nil,
        rowIDs: RowIDs? = nil,
        groupStarts: [Int] = []
    ) throws(BlockError) {
        let encoder = ChunkEncoder(effort: effort)
        chunk = encoder.encode(
            words,
            type: type,
            strings: strings,
            traces: traces,
            related: related,
            rowIDs: rowIDs,
            groupStarts: groupStarts
        )
        self.words = try Self.decode(
            chunk,
            type: type,
            strings: &self.strings,
            traces: &self.traces,
            related: related,
            rowIDs: rowIDs
        )
    }

    static func decode(
        _ chunk: EncodedChunk,
        type: ValueType,
        strings: inout StringTable,
        traces: inout TraceTable,
        related: RelatedColumn? = nil,
        rowIDs: RowIDs? = nil
    ) throws(BlockError) -> [UInt64] {
        try decode(
            chunk.bytes,
            valueCount: chunk.valueCount,
            checksum: chunk.checksum,
            type: type,
            strings: &strings,
            traces: &traces,
            related: related,
            rowIDs: rowIDs
        )
    }

    static func decode(
        _ bytes: [UInt8],
        valueCount: Int,
        checksum: UInt64? = nil,
        type: ValueType,
        strings: inout StringTable,
        traces: inout TraceTable,
        related: RelatedColumn? = nil,
        rowIDs: RowIDs? = nil
    ) throws(BlockError) -> [UInt64] {
        let column = try bytes.withUnsafeBufferPointer { (buffer) throws(BlockError) in
            let raw = UnsafeRawBufferPointer(buffer)
            return try ChunkDecoder.decode(
                raw,
                valueCount: valueCount,
                checksum: checksum ?? DossierBlocks.checksum(of: raw),
                type: type,
                related: related
            )
        }
        return try column.words(addingTo: &strings, &traces, ids: rowIDs)
    }
}

/// Decodes words from bytes that need no tables.
func decodeWords(
    _ bytes: [UInt8],
    valueCount: Int,
    type: ValueType = .int,
    related: RelatedColumn? = nil
) throws(BlockError) -> [UInt64] {
    var strings = StringTable()
    var traces = TraceTable()
    return try ChunkRoundTrip.decode(
        bytes,
        valueCount: valueCount,
        type: type,
        strings: &strings,
        traces: &traces,
        related: related
    )
}
