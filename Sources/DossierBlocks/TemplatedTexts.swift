package import DossierColumns

/// Texts of a chunk as templates and variables, put together only where they are wanted.
package struct TemplatedTexts: Sendable {
    /// How many values there are.
    package let count: Int
    /// The template of each value.
    package let codes: [UInt32]
    /// How many values each template has.
    package let valueCounts: [Int]
    /// The pieces of all templates, end to end.
    package let pieces: [UInt8]
    /// The texts of variables, end to end.
    package let texts: [UInt8]
    private let variableCounts: [Int]
    /// Where the pieces of each template start among all of them.
    private let firstPieces: [Int]
    private let pieceOffsets: [UInt32]
    private let textOffsets: [UInt32]
    /// For each value its place among those of its template.
    package let places: [UInt32]
    /// Where the words of each template start.
    private let firstWords: [Int]
    private let words: [UInt32]
    /// Whether any text repeats an id of its row.
    private let repeatsIDs: Bool
    /// Writers make no more of a chunk.
    private let byteCountMax: Int

    private static let firstText = UInt32(VariableKind.text.rawValue)

    /// Reads a chunk whose encoding is templates, after its checksum was found right.
    package init(_ chunk: ChunkBytes) throws(BlockError) {
        do throws(BlockError) {
            self = try chunk.bytes.withUnsafeBufferPointer { (bytes) throws(BlockError) in
                var reader = try ChunkDecoder.reader(
                    UnsafeRawBufferPointer(bytes),
                    valueCount: chunk.valueCount,
                    checksum: chunk.checksum
                )
                guard try reader.encoding() == .templates else {
                    throw BlockError(.unknownEncoding(bytes[0]), byteOffset: 0)
                }
                let texts = try TemplatedTexts(&reader, count: chunk.valueCount)
                guard reader.remainingCount == 0 else {
                    throw reader.error(.trailingBytes(reader.remainingCount))
                }
                return texts
            }
        } catch {
            throw BlockError(error.code, byteOffset: error.byteOffset, column: chunk.column)
        }
    }

    /// Reads what follows the encoding.
    init(_ reader: inout ByteReader, count: Int) throws(BlockError) {
        self.count = count
        byteCountMax = reader.bytes.count * ChunkLimits.templateRatioMax + 65_536
        let templateCount = try reader.count(limit: count)
        let variables = try WordDecoder.decode(&reader, count: templateCount)
        var pieceCount = 0
        var firstPieces: [Int] = []
        for count in variables {
            firstPieces.append(pieceCount)
            pieceCount = try Self.sum(pieceCount, count, 1, reader) + 1
        }
        self.firstPieces = firstPieces
        variableCounts = variables.map { Int($0) }
        reader.allow(words: pieceCount)
        (pieceOffsets, pieces) = try Self.strings(&reader, count: pieceCount)
        let textCount = try reader.count(limit: ChunkLimits.valueCountMax)
        reader.allow(words: textCount)
        (textOffsets, texts) = try Self.strings(&reader, count: textCount)
        codes = try Self.codes(&reader, count: count, limit: templateCount)
        var valueCounts = [Int](repeating: 0, count: templateCount)
        places = codes.map { code in
            valueCounts[Int(code)] += 1
            return UInt32(truncatingIfNeeded: valueCounts[Int(code)] - 1)
        }
        self.valueCounts = valueCounts
        var wordCount = 0
        var firstWords: [Int] = []
        for (template, count) in variables.enumerated() {
            firstWords.append(wordCount)
            wordCount = try Self.sum(wordCount, count, valueCounts[template], reader)
        }
        self.firstWords = firstWords
        reader.allow(words: wordCount)
        words = try Self.codes(
            &reader,
            count: wordCount,
            limit: textCount + Int(Self.firstText)
        )
        repeatsIDs = words.contains { $0 < Self.firstText }
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

    /// A stream of codes below a limit that is far below 2³².
    private static func codes(
        _ reader: inout ByteReader,
        count: Int,
        limit: Int
    ) throws(BlockError) -> [UInt32] {
        let words = try WordDecoder.decode(&reader, count: count)
        try WordDecoder.checkCodes(words, limit: limit, reader)
        return words.map { UInt32(truncatingIfNeeded: $0) }
    }

    /// Lengths as a stream, and a section.
    private static func strings(
        _ reader: inout ByteReader,
        count: Int
    ) throws(BlockError) -> (offsets: [UInt32], bytes: [UInt8]) {
        let lengths = try WordDecoder.decode(&reader, count: count)
        let bytes = try ByteSection.read(&reader, rawCount: nil)
        guard bytes.count <= Int(UInt32.max) else {
            throw reader.error(.outOfBounds(UInt64(bytes.count), limit: UInt64(UInt32.max)))
        }
        var offsets: [UInt32] = [0]
        offsets.reserveCapacity(count + 1)
        var end = 0
        for length in lengths {
            guard length <= UInt64(bytes.count - end) else {
                throw reader.error(.outOfBounds(length, limit: UInt64(bytes.count - end)))
            }
            end += Int(length)
            offsets.append(UInt32(truncatingIfNeeded: end))
        }
        guard end == bytes.count else { throw reader.error(.trailingBytes(bytes.count - end)) }
        return (offsets, bytes)
    }

    /// What it takes in memory, about.
    package var byteCount: Int {
        (codes.count + places.count + words.count + pieceOffsets.count + textOffsets.count) * 4
            + pieces.count + texts.count + valueCounts.count * 32 + 256
    }

    // MARK: - Templates

    package var templateCount: Int { valueCounts.count }

    /// How many variables a template has; it has one piece more.
    package func variableCount(of template: Int) -> Int { variableCounts[template] }

    /// Where a piece of a template lies in `pieces`.
    package func pieceRange(_ place: Int, of template: Int) -> Range<Int> {
        let index = firstPieces[template] + place
        return Int(pieceOffsets[index])..<Int(pieceOffsets[index + 1])
    }

    /// The words of a variable of a template, one for each value that has the template.
    package func words(of template: Int, _ place: Int) -> ArraySlice<UInt32> {
        let start = firstWords[template] + place * valueCounts[template]
        return words[start..<(start + valueCounts[template])]
    }

    /// The number of the text that a word stands for; nil if that is an id of the row.
    @inline(__always)
    package func textCode(_ word: UInt32) -> Int? {
        word < Self.firstText ? nil : Int(word &- Self.firstText)
    }

    /// Where a text for variables lies in `texts`.
    @inline(__always)
    package func textRange(_ code: Int) -> Range<Int> {
        Int(textOffsets[code])..<Int(textOffsets[code &+ 1])
    }

    /// The texts for variables.
    package var variableTexts: StringTable {
        StringTable(bytes: texts, offsets: textOffsets.map { Int($0) })
    }

    // MARK: - Texts

    /// Puts texts together.
    ///
    /// `ids` are those of the rows that have these values, and `traces` what their traces are.
    /// Throws if a row lacks an id that its text repeats, or if the texts are together longer than a
    /// writer makes them.
    ///
    /// - Complexity: O(bytes of the texts).
    package func texts(
        _ values: Range<Int>,
        ids: RowIDs?,
        traces: TraceTable
    ) throws(BlockError) -> (bytes: [UInt8], lengths: [UInt64]) {
        var digits: RowIDDigits?
        if repeatsIDs {
            guard let ids, ids.traces.count == values.count, ids.spanIDs.count == values.count
            else { throw BlockError(.missingRelatedColumn, byteOffset: 0) }
            digits = RowIDDigits(ids, traces: traces)
        }
        let (lengths, total) = try lengths(values, &digits)
        let bytes = [UInt8](unsafeUninitializedCapacity: total) { buffer, initializedCount in
            initializedCount = compose(values, &digits, into: UnsafeMutableRawBufferPointer(buffer))
        }
        return (bytes, lengths)
    }

    private func lengths(
        _ values: Range<Int>,
        _ digits: inout RowIDDigits?
    ) throws(BlockError) -> (lengths: [UInt64], total: Int) {
        var lengths: [UInt64] = []
        lengths.reserveCapacity(values.count)
        var total = 0
        for value in values {
            let template = Int(codes[value])
            let first = firstPieces[template]
            let variableCount = variableCounts[template]
            var length = Int(pieceOffsets[first + variableCount + 1] - pieceOffsets[first])
            for place in 0..<variableCount {
                let word = words[wordIndex(template, place, value)]
                if let code = textCode(word) {
                    length += textRange(code).count
                } else {
                    let own = Self.own(word, value - values.lowerBound, &digits).count
                    guard own > 0 else { throw BlockError(.missingRelatedColumn, byteOffset: 0) }
                    length += own
                }
            }
            lengths.append(UInt64(length))
            total += length
            guard total <= byteCountMax else {
                throw BlockError(
                    .outOfBounds(UInt64(total), limit: UInt64(byteCountMax)),
                    byteOffset: 0
                )
            }
        }
        return (lengths, total)
    }

    /// Returns the number of bytes, for which there has to be room.
    private func compose(
        _ values: Range<Int>,
        _ digits: inout RowIDDigits?,
        into target: UnsafeMutableRawBufferPointer
    ) -> Int {
        var end = 0
        func append(_ bytes: UnsafeRawBufferPointer) {
            UnsafeMutableRawBufferPointer(rebasing: target[end..<(end &+ bytes.count)])
                .copyMemory(from: bytes)
            end &+= bytes.count
        }
        pieces.withUnsafeBytes { pieces in
            texts.withUnsafeBytes { texts in
                for value in values {
                    let template = Int(codes[value])
                    let first = firstPieces[template]
                    let variableCount = variableCounts[template]
                    for place in 0...variableCount {
                        let piece = Int(pieceOffsets[first + place])
                        let range = piece..<Int(pieceOffsets[first + place + 1])
                        append(UnsafeRawBufferPointer(rebasing: pieces[range]))
                        guard place < variableCount else { break }
                        let word = words[wordIndex(template, place, value)]
                        if let code = textCode(word) {
                            append(UnsafeRawBufferPointer(rebasing: texts[textRange(code)]))
                        } else {
                            Self.own(word, value - values.lowerBound, &digits)
                                .withUnsafeBytes { append($0) }
                        }
                    }
                }
            }
        }
        return end
    }

    @inline(__always)
    private func wordIndex(_ template: Int, _ place: Int, _ value: Int) -> Int {
        firstWords[template] &+ place &* valueCounts[template] &+ Int(places[value])
    }

    private static func own(
        _ word: UInt32,
        _ row: Int,
        _ digits: inout RowIDDigits?
    ) -> [UInt8] {
        let isTrace = word == UInt32(VariableKind.ownTrace.rawValue)
        return (isTrace ? digits?.traceDigits(row) : digits?.spanDigits(row)) ?? []
    }
}
