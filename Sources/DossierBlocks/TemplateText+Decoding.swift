internal import DossierColumns

extension TemplateText {
    /// Reads what follows the encoding; returns the codes of the texts, which are added to the table.
    static func decode(
        _ reader: inout ByteReader,
        count: Int,
        ids: RowIDs?,
        strings: inout StringTable,
        traces: TraceTable
    ) throws(BlockError) -> [UInt64] {
        let texts = try TemplatedTexts(&reader, count: count)
        let (bytes, lengths) = try texts.texts(0..<count, ids: ids, traces: traces)
        return TextColumn.add(bytes, lengths: lengths, to: &strings)
    }
}
