internal import DossierColumns

extension TemplateText {
    /// Reads what follows the encoding; returns the codes of the texts, which are added to the table.
    ///
    /// `wanted` are the rows whose texts are put together; nil for all. The others are empty.
    static func decode(
        _ reader: inout ByteReader,
        count: Int,
        ids: RowIDs?,
        wanted: Range<Int>?,
        strings: inout StringTable,
        traces: TraceTable
    ) throws(BlockError) -> [UInt64] {
        let texts = try EncodedTemplates(&reader, count: count)
        let digits = try texts.digits(ids, traces: traces, reader)
        let wanted = (wanted ?? 0..<count).clamped(to: 0..<count)
        let lengths = try texts.lengths(wanted, digits, reader)
        let total = Int(lengths.reduce(0, +))
        let raw = texts.compose(wanted, total: total, digits)
        return TextColumn.add(raw, lengths: lengths, to: &strings)
    }
}

/// Templates, variables and the words of rows, as far as they were found consistent.
private struct EncodedTemplates {
    private let count: Int
    private let variableCounts: [UInt64]
    /// Where the pieces of each template start among all of them.
    private var firstPieces: [Int] = []
    private let pieceOffsets: [Int]
    private let pieces: [UInt8]
    private let textOffsets: [Int]
    private let texts: [UInt8]
    private let codes: [UInt64]
    /// For each row its place among those of its template.
    private var places: [Int] = []
    private var rowCounts: [Int]
    /// Where the words of each template start.
    private var firstWords: [Int] = []
    private let words: [UInt64]

    private static let firstText = UInt64(VariableKind.text.rawValue)

    init(_ reader: inout ByteReader, count: Int) throws(BlockError) {
        self.count = count
        let templateCount = try reader.count(limit: count)
        variableCounts = try WordDecoder.decode(&reader, count: templateCount)
        var pieceCount = 0
        for count in variableCounts {
            firstPieces.append(pieceCount)
            pieceCount = try Self.sum(pieceCount, count, 1, reader) + 1
        }
        reader.allow(words: pieceCount)
        (pieceOffsets, pieces) = try Self.strings(&reader, count: pieceCount)
        let textCount = try reader.count(limit: ChunkLimits.valueCountMax)
        reader.allow(words: textCount)
        (textOffsets, texts) = try Self.strings(&reader, count: textCount)
        codes = try WordDecoder.decode(&reader, count: count)
        try WordDecoder.checkCodes(codes, limit: templateCount, reader)
        rowCounts = [Int](repeating: 0, count: templateCount)
        places.reserveCapacity(count)
        for code in codes {
            places.append(rowCounts[Int(code)])
            rowCounts[Int(code)] += 1
        }
        var wordCount = 0
        for (template, count) in variableCounts.enumerated() {
            firstWords.append(wordCount)
            wordCount = try Self.sum(wordCount, count, rowCounts[template], reader)
        }
        reader.allow(words: wordCount)
        words = try WordDecoder.decode(&reader, count: wordCount)
        try WordDecoder.checkCodes(words, limit: textCount + Int(Self.firstText), reader)
    }

    /// `total + count × factor`, where that is not above the limit of values.
    private static func sum(
        _ total: Int,
        _ count: UInt64,
        _ factor: Int,
        _ reader: ByteReader
    ) throws(BlockError) -> Int {
        let limit = UInt64(ChunkLimits.valueCountMax)
        let product = count.multipliedReportingOverflow(by: UInt64(factor))
        guard !product.overflow, product.partialValue < limit - UInt64(total) else {
            throw reader.error(.outOfBounds(count, limit: limit))
        }
        return total + Int(product.partialValue)
    }

    /// Lengths as a stream, and a section.
    private static func strings(
        _ reader: inout ByteReader,
        count: Int
    ) throws(BlockError) -> (offsets: [Int], bytes: [UInt8]) {
        let lengths = try WordDecoder.decode(&reader, count: count)
        let bytes = try ByteSection.read(&reader, rawCount: nil)
        var offsets = [0]
        offsets.reserveCapacity(count + 1)
        var end = 0
        for length in lengths {
            guard length <= UInt64(bytes.count - end) else {
                throw reader.error(.outOfBounds(length, limit: UInt64(bytes.count - end)))
            }
            end += Int(length)
            offsets.append(end)
        }
        guard end == bytes.count else { throw reader.error(.trailingBytes(bytes.count - end)) }
        return (offsets, bytes)
    }

    /// What gives the digits of the rows' ids; nil if no variable needs them.
    func digits(
        _ ids: RowIDs?,
        traces: TraceTable,
        _ reader: ByteReader
    ) throws(BlockError) -> RowIDDigits? {
        guard words.contains(where: { $0 < Self.firstText }) else { return nil }
        guard let ids, ids.traces.count == count, ids.spanIDs.count == count else {
            throw reader.error(.missingRelatedColumn)
        }
        return RowIDDigits(ids, traces: traces)
    }

    /// The bytes of the texts of the wanted rows, 0 for the others.
    ///
    /// Throws if a row lacks an id that its text repeats, or if all texts together are longer than a
    /// writer makes them.
    func lengths(
        _ wanted: Range<Int>,
        _ digits: RowIDDigits?,
        _ reader: ByteReader
    ) throws(BlockError) -> [UInt64] {
        var lengths = [UInt64](repeating: 0, count: count)
        let limit = reader.bytes.count * ChunkLimits.templateRatioMax + 65_536
        var digits = digits
        var total = 0
        for row in wanted {
            let template = Int(codes[row])
            let first = firstPieces[template]
            let variableCount = Int(variableCounts[template])
            var length = pieceOffsets[first + variableCount + 1] - pieceOffsets[first]
            for place in 0..<variableCount {
                let word = words[wordIndex(template, place, row)]
                if word >= Self.firstText {
                    length += textRange(word).count
                } else {
                    let own = Self.own(word, row, &digits).count
                    guard own > 0 else { throw reader.error(.missingRelatedColumn) }
                    length += own
                }
            }
            lengths[row] = UInt64(length)
            total += length
            guard total <= limit else {
                throw reader.error(.outOfBounds(UInt64(total), limit: UInt64(limit)))
            }
        }
        return lengths
    }

    /// Puts the texts of the wanted rows together, end to end; `total` bytes.
    func compose(_ wanted: Range<Int>, total: Int, _ digits: RowIDDigits?) -> [UInt8] {
        var digits = digits
        return [UInt8](unsafeUninitializedCapacity: total) { buffer, initializedCount in
            let target = UnsafeMutableRawBufferPointer(buffer)
            var end = 0
            func append(_ bytes: UnsafeRawBufferPointer) {
                UnsafeMutableRawBufferPointer(rebasing: target[end..<(end &+ bytes.count)])
                    .copyMemory(from: bytes)
                end &+= bytes.count
            }
            pieces.withUnsafeBytes { pieces in
                texts.withUnsafeBytes { texts in
                    for row in wanted {
                        let template = Int(codes[row])
                        let first = firstPieces[template]
                        let variableCount = Int(variableCounts[template])
                        for place in 0...variableCount {
                            let range =
                                pieceOffsets[first + place]..<pieceOffsets[first + place + 1]
                            append(UnsafeRawBufferPointer(rebasing: pieces[range]))
                            guard place < variableCount else { break }
                            let word = words[wordIndex(template, place, row)]
                            if word >= Self.firstText {
                                append(UnsafeRawBufferPointer(rebasing: texts[textRange(word)]))
                            } else {
                                Self.own(word, row, &digits).withUnsafeBytes { append($0) }
                            }
                        }
                    }
                }
            }
            initializedCount = end
        }
    }

    @inline(__always)
    private func wordIndex(_ template: Int, _ place: Int, _ row: Int) -> Int {
        firstWords[template] &+ place &* rowCounts[template] &+ places[row]
    }

    @inline(__always)
    private func textRange(_ word: UInt64) -> Range<Int> {
        let code = Int(truncatingIfNeeded: word &- Self.firstText)
        return textOffsets[code]..<textOffsets[code &+ 1]
    }

    private static func own(
        _ word: UInt64,
        _ row: Int,
        _ digits: inout RowIDDigits?
    ) -> [UInt8] {
        let isTrace = word == UInt64(VariableKind.ownTrace.rawValue)
        return (isTrace ? digits?.traceDigits(row) : digits?.spanDigits(row)) ?? []
    }
}
