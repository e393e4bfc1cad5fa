internal import DossierColumns
import DossierPrimitives

/// Encodes and decodes columns of strings.
///
/// Strings that many rows share form a dictionary, in order of first use; others are stored as
/// templates and variables, if they have templates; otherwise the strings of all rows lie end to
/// end.
enum TextColumn {
    /// Returns the number of bytes of the strings of all rows.
    static func encode(
        _ words: [UInt64],
        _ context: TextContext,
        into out: inout [UInt8]
    ) -> Int {
        if let count = LongTextColumn.encode(words, context, into: &out) { return count }
        // Finding equal strings means reading all their bytes; at low effort only codes are
        // compared.
        let comparesCodes =
            context.effort == .fast && words.withUnsafeBufferPointer(areMostlyDistinct)
        var templates: [UInt8] = []
        if comparesCodes, let count = writeTemplates(words, context, into: &templates) {
            out.append(contentsOf: templates)
            return count
        }
        let distinct = words.withUnsafeBufferPointer {
            DistinctStrings($0, strings: context.strings)
        }
        if !comparesCodes, distinct.codes.count * 4 > words.count,
            let count = writeTemplates(words, context, into: &templates)
        {
            out.append(contentsOf: templates)
            return count
        }
        var whole: [UInt8] = []
        writeWhole(words, distinct, context, into: &whole)
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
    /// strings if LZ4 can't come near that size.
    private static func writeTemplates(
        _ words: [UInt64],
        _ context: TextContext,
        into out: inout [UInt8]
    ) -> Int? {
        let codes = words.map { UInt32(truncatingIfNeeded: $0) }
        let rowByteCount = codes.reduce(0) { $0 + context.strings.range($1).count }
        guard rowByteCount > words.count * templateByteCountMin,
            let texts = TemplateText(codes, context)
        else { return nil }
        let start = out.count
        texts.write(context, into: &out)
        let count = out.count - start
        return count * 16 < rowByteCount && rowByteCount / ChunkLimits.templateRatioMax < count
            ? rowByteCount : nil
    }

    /// Shorter strings consist of little but variables.
    private static let templateByteCountMin = 12

    private static func writeWhole(
        _ words: [UInt64],
        _ distinct: DistinctStrings,
        _ context: TextContext,
        into out: inout [UInt8]
    ) {
        if distinct.codes.count * 8 <= words.count * 7 || distinct.codes.count <= 1 {
            writeDictionary(distinct, context, into: &out)
        } else {
            out.append(.plainText)
            let codes = words.map { UInt32(truncatingIfNeeded: $0) }
            writeStrings(codes, byteCount: distinct.rowByteCount, context, into: &out)
        }
    }

    /// The number of distinct strings, the strings, and a code for each row as a stream.
    private static func writeDictionary(
        _ distinct: DistinctStrings,
        _ context: TextContext,
        into out: inout [UInt8]
    ) {
        out.append(.dictionaryText)
        out.appendVarint(distinct.codes.count)
        writeStrings(distinct.codes, byteCount: distinct.byteCount, context, into: &out)
        context.encoder.encode(distinct.rows, into: &out)
    }

    /// The lengths in bytes as a stream, the bytes end to end as a section.
    private static func writeStrings(
        _ codes: [UInt32],
        byteCount: Int,
        _ context: TextContext,
        into out: inout [UInt8]
    ) {
        let strings = context.strings
        context.encoder.encode(codes.map { UInt64(strings.range($0).count) }, into: &out)
        var raw: [UInt8] = []
        raw.reserveCapacity(byteCount)
        strings.bytes.withUnsafeBytes { arena in
            for code in codes {
                raw.append(contentsOf: UnsafeRawBufferPointer(rebasing: arena[strings.range(code)]))
            }
        }
        raw.withUnsafeBytes { ByteSection.write($0, level: context.level, into: &out) }
    }

    static func decode(
        _ reader: inout ByteReader,
        count: Int
    ) throws(BlockError) -> DecodedColumn {
        let encoding = try reader.encoding()
        switch encoding {
        case .dictionaryText:
            let distinctCount = try reader.count(limit: count)
            let strings = try readStrings(&reader, count: distinctCount)
            let codes = try WordDecoder.decode(&reader, count: count)
            try WordDecoder.checkCodes(codes, limit: distinctCount, reader)
            return .strings(codes, strings)
        case .plainText:
            let strings = try readStrings(&reader, count: count)
            return .strings((0..<UInt64(count)).map { $0 }, strings)
        case .vectors:
            return .vectors(try VectorColumn.decode(&reader, count: count))
        case .templates:
            return .templates(try TemplatedTexts(&reader, count: count))
        case .longTexts:
            return .longTexts(try LongTextColumn(&reader, count: count))
        default:
            throw BlockError(.unknownEncoding(encoding.rawValue), byteOffset: reader.position - 1)
        }
    }

    /// Reads lengths as a stream, and the bytes of all strings as a section.
    static func readStrings(
        _ reader: inout ByteReader,
        count: Int
    ) throws(BlockError) -> StringTable {
        let lengths = try WordDecoder.decode(&reader, count: count)
        let bytes = try ByteSection.read(&reader, rawCount: nil)
        var left = UInt64(bytes.count)
        for length in lengths {
            guard length <= left else {
                throw reader.error(.outOfBounds(length, limit: left))
            }
            left -= length
        }
        guard left == 0 else { throw reader.error(.trailingBytes(Int(left))) }
        return StringTable(bytes: bytes, lengths: lengths)
    }
}
