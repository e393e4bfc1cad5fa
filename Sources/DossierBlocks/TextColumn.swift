internal import DossierColumns
import DossierPrimitives

/// Encodes and decodes columns of strings.
///
/// Strings that many rows share form a dictionary, in the order in which they come first; others
/// are told by templates, if they have any; otherwise the strings of all rows lie end to end.
enum TextColumn {
    /// Returns the number of bytes of the strings of all rows.
    static func encode(
        _ words: [UInt64],
        strings: StringTable,
        traces: TraceTable = TraceTable(),
        ids: RowIDs? = nil,
        encoder: WordEncoder,
        into out: inout [UInt8]
    ) -> Int {
        // To tell which strings are equal takes a look at all their bytes; in haste, codes do.
        let isHasty =
            encoder.effort == .fast && words.withUnsafeBufferPointer(areMostlyDistinct)
        var templates: [UInt8] = []
        if isHasty,
            let count = writeTemplates(words, strings, traces, ids, encoder, into: &templates)
        {
            out.append(contentsOf: templates)
            return count
        }
        let distinct = words.withUnsafeBufferPointer { DistinctStrings($0, strings: strings) }
        if !isHasty, distinct.codes.count * 4 > words.count,
            let count = writeTemplates(words, strings, traces, ids, encoder, into: &templates)
        {
            out.append(contentsOf: templates)
            return count
        }
        var whole: [UInt8] = []
        writeWhole(words, distinct, strings: strings, encoder: encoder, into: &whole)
        let isSmaller =
            !templates.isEmpty && templates.count < whole.count
            && distinct.rowByteCount / ChunkLimits.templateRatioMax < templates.count
        out.append(contentsOf: isSmaller ? templates : whole)
        return distinct.rowByteCount
    }

    private static func areMostlyDistinct(_ words: UnsafeBufferPointer<UInt64>) -> Bool {
        guard let count = DistinctWords.estimatedCount(in: words) else { return true }
        return count * 4 > words.count
    }

    /// Appends the strings as templates, if they have some; returns the number of bytes of all
    /// strings if that is better by far than LZ4 ever is.
    private static func writeTemplates(
        _ words: [UInt64],
        _ strings: StringTable,
        _ traces: TraceTable,
        _ ids: RowIDs?,
        _ encoder: WordEncoder,
        into out: inout [UInt8]
    ) -> Int? {
        let codes = words.map { UInt32(truncatingIfNeeded: $0) }
        let rowByteCount = codes.reduce(0) { $0 + strings.range($1).count }
        guard rowByteCount > words.count * templateByteCountMin,
            let texts = TemplateText(codes, strings: strings, ids: ids, traces: traces)
        else { return nil }
        let start = out.count
        texts.write(encoder, into: &out)
        let count = out.count - start
        return count * 16 < rowByteCount && rowByteCount / ChunkLimits.templateRatioMax < count
            ? rowByteCount : nil
    }

    /// Shorter strings have little but variables.
    private static let templateByteCountMin = 12

    private static func writeWhole(
        _ words: [UInt64],
        _ distinct: DistinctStrings,
        strings: StringTable,
        encoder: WordEncoder,
        into out: inout [UInt8]
    ) {
        if distinct.codes.count * 8 <= words.count * 7 || distinct.codes.count <= 1 {
            writeDictionary(distinct, strings: strings, encoder: encoder, into: &out)
        } else {
            out.append(.plainText)
            let codes = words.map { UInt32(truncatingIfNeeded: $0) }
            writeStrings(codes, byteCount: distinct.rowByteCount, strings, encoder, into: &out)
        }
    }

    /// The number of distinct strings, they themselves, and a code for each row as a stream.
    static func writeDictionary(
        _ distinct: DistinctStrings,
        strings: StringTable,
        encoder: WordEncoder,
        into out: inout [UInt8]
    ) {
        out.append(.dictionaryText)
        out.appendVarint(distinct.codes.count)
        writeStrings(
            distinct.codes,
            byteCount: distinct.byteCount,
            strings,
            encoder,
            into: &out
        )
        encoder.encode(distinct.rows, into: &out)
    }

    /// The lengths in bytes as a stream, the bytes end to end as a section.
    private static func writeStrings(
        _ codes: [UInt32],
        byteCount: Int,
        _ strings: StringTable,
        _ encoder: WordEncoder,
        into out: inout [UInt8]
    ) {
        encoder.encode(codes.map { UInt64(strings.range($0).count) }, into: &out)
        var raw: [UInt8] = []
        raw.reserveCapacity(byteCount)
        strings.bytes.withUnsafeBytes { arena in
            for code in codes {
                raw.append(contentsOf: UnsafeRawBufferPointer(rebasing: arena[strings.range(code)]))
            }
        }
        let level: LZ4.Level = encoder.effort == .fast ? .fast : .high
        raw.withUnsafeBytes { ByteSection.write($0, level: level, into: &out) }
    }

    static func decode(
        _ reader: inout ByteReader,
        count: Int,
        strings: inout StringTable,
        traces: TraceTable = TraceTable(),
        ids: RowIDs? = nil,
        areShared: Bool = true
    ) throws(BlockError) -> [UInt64] {
        let encoding = try reader.encoding()
        switch encoding {
        case .dictionaryText:
            let distinctCount = try reader.count(limit: count)
            let codes = try readStrings(
                &reader,
                count: distinctCount,
                strings: &strings,
                areInterned: areShared
            )
            var rows = try WordDecoder.decode(&reader, count: count)
            try WordDecoder.checkCodes(rows, limit: distinctCount, reader)
            WordDecoder.replaceCodes(in: &rows, by: codes)
            return rows
        case .plainText:
            return try readStrings(&reader, count: count, strings: &strings, areInterned: false)
        case .vectors:
            return try VectorColumn.decode(&reader, count: count, strings: &strings)
        case .templates:
            return try TemplateText.decode(
                &reader,
                count: count,
                ids: ids,
                strings: &strings,
                traces: traces
            )
        default:
            throw BlockError(.unknownEncoding(encoding.rawValue), byteOffset: reader.position - 1)
        }
    }

    /// Adds strings to the table; returns their codes.
    ///
    /// Those of a dictionary are interned, so that equal strings of many chunks share a code, if there
    /// are several chunks; others are added unseen.
    private static func readStrings(
        _ reader: inout ByteReader,
        count: Int,
        strings: inout StringTable,
        areInterned: Bool
    ) throws(BlockError) -> [UInt64] {
        let lengths = try WordDecoder.decode(&reader, count: count)
        let raw = try ByteSection.read(&reader, rawCount: nil)
        var left = UInt64(raw.count)
        for length in lengths {
            guard length <= left else {
                throw reader.error(.outOfBounds(length, limit: left))
            }
            left -= length
        }
        guard left == 0 else { throw reader.error(.trailingBytes(Int(left))) }
        return add(raw, lengths: lengths, areInterned: areInterned, to: &strings)
    }

    /// Adds strings that lie end to end; the lengths add up to their bytes.
    static func add(
        _ raw: [UInt8],
        lengths: [UInt64],
        areInterned: Bool = false,
        to strings: inout StringTable
    ) -> [UInt64] {
        if strings.count == 0, !areInterned {
            strings = StringTable(bytes: raw, offsets: offsets(lengths))
            return (0..<UInt64(lengths.count)).map { $0 }
        }
        reserve(&strings, count: lengths.count, byteCount: raw.count)
        var codes: [UInt64] = []
        codes.reserveCapacity(lengths.count)
        raw.withUnsafeBytes { raw in
            var start = 0
            for length in lengths {
                let end = start + Int(length)
                let string = UnsafeRawBufferPointer(rebasing: raw[start..<end])
                let code = areInterned ? strings.intern(string) : strings.append(string)
                codes.append(UInt64(code))
                start = end
            }
        }
        return codes
    }

    private static func offsets(_ lengths: [UInt64]) -> [Int] {
        var offset = 0
        return [0]
            + lengths.map { length in
                offset += Int(length)
                return offset
            }
    }

    /// Makes room, at least doubling what there is, so that many chunks don't copy the table often.
    static func reserve(_ strings: inout StringTable, count: Int, byteCount: Int) {
        let (bytes, offsets) = (strings.byteCount + byteCount, strings.count + count + 1)
        if bytes > strings.bytes.capacity || offsets > strings.offsets.capacity {
            strings.reserve(
                strings: max(offsets, strings.offsets.capacity * 2),
                bytes: max(bytes, strings.bytes.capacity * 2)
            )
        }
    }
}
