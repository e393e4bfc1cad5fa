package import DossierColumns

/// Texts of a chunk as templates and variables, put together only where they are wanted.
package struct TemplatedTexts: Sendable {
    /// The number of values.
    package let count: Int
    /// The template of each value.
    package let codes: [UInt32]
    /// How many values each template has.
    package let valueCounts: [Int]
    /// The pieces of all templates.
    package private(set) var pieces: StringTable
    /// The texts of variables.
    package private(set) var texts: StringTable
    private let variableCounts: [Int]
    /// The first piece of each template.
    private let firstPieces: [Int]
    /// For each value its index among the values of its template.
    package let valueIndices: [UInt32]
    /// Where the words of each template start.
    private let firstWords: [Int]
    private let words: [UInt32]
    /// Whether any text repeats an id of its row.
    package let repeatsIDs: Bool
    /// Writers make no more of a chunk.
    private let byteCountMax: Int

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
        pieces = try TextColumn.readStrings(&reader, count: pieceCount)
        let textCount = try reader.count(limit: ChunkLimits.valueCountMax)
        reader.allow(words: textCount)
        texts = try TextColumn.readStrings(&reader, count: textCount)
        codes = try Self.codes(&reader, count: count, limit: templateCount)
        var valueCounts = [Int](repeating: 0, count: templateCount)
        valueIndices = codes.map { code in
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

    /// About the number of bytes they take in memory.
    package var byteCount: Int {
        (codes.count + valueIndices.count + words.count) * 4 + pieces.byteCount + texts.byteCount
            + (pieces.count + texts.count) * 8 + valueCounts.count * 32 + 256
    }

    /// The same templates with other strings in the place of those that pieces and variables have,
    /// such as the same ones in lower case.
    package func replacingStrings(_ replace: (StringTable) -> StringTable) -> TemplatedTexts {
        var replaced = self
        replaced.pieces = replace(pieces)
        replaced.texts = replace(texts)
        return replaced
    }

    /// The same templates with other pieces.
    package func replacing(pieces: StringTable) -> TemplatedTexts {
        var replaced = self
        replaced.pieces = pieces
        return replaced
    }

    // MARK: - Templates

    package var templateCount: Int { valueCounts.count }

    /// How many variables a template has; it has one piece more.
    package func variableCount(of template: Int) -> Int { variableCounts[template] }

    /// The number of a template's first piece; the others follow.
    package func firstPiece(of template: Int) -> Int { firstPieces[template] }

    /// The numbers of a template's pieces.
    package func pieces(of template: Int) -> ClosedRange<Int> {
        firstPieces[template]...(firstPieces[template] + variableCounts[template])
    }

    /// The words of a variable of a template, one for each value that has the template.
    package func words(of template: Int, _ variable: Int) -> ArraySlice<UInt32> {
        let start = firstWords[template] + variable * valueCounts[template]
        return words[start..<(start + valueCounts[template])]
    }

    /// The number of the text that a word stands for; nil if that is an id of the row.
    @inline(__always)
    private static func textCode(_ word: UInt32) -> Int? {
        word < firstText ? nil : Int(word &- firstText)
    }

    /// What is added to the number of a text to have its word; lower words are ids of the row.
    package static var firstText: UInt32 { UInt32(VariableKind.text.rawValue) }

    /// The word of the row's trace id.
    package static var ownTrace: UInt32 { VariableKind.ownTrace.rawValue }

    // MARK: - Texts

    /// Puts texts together.
    ///
    /// `ids` are those of the rows that have these values; needed only if texts repeat them. Throws
    /// if a row lacks an id that its text repeats, or if the texts are together longer than a
    /// writer makes them.
    ///
    /// - Complexity: O(bytes of the texts).
    package func texts(
        _ values: Range<Int>,
        ids: RowIDs?
    ) throws(BlockError) -> (bytes: [UInt8], lengths: [UInt64]) {
        var digits: RowIDDigits?
        if repeatsIDs {
            guard let ids, ids.traces.count == values.count, ids.spanIDs.count == values.count
            else { throw BlockError(.missingRelatedColumn, byteOffset: 0) }
            digits = RowIDDigits(ids)
        }
        let (lengths, total) = try lengths(values, &digits)
        let bytes = [UInt8](unsafeUninitializedCapacity: total) { buffer, initializedCount in
            initializedCount = compose(values, &digits, into: UnsafeMutableRawBufferPointer(buffer))
        }
        return (bytes, lengths)
    }

    /// The number of bytes of each text; an id that a text repeats has all of its digits.
    ///
    /// - Complexity: O(variables).
    package func byteCounts() -> [Int] {
        let (pieceOffsets, textOffsets) = (pieces.offsets, texts.offsets)
        return codes.indices.map { value in
            let template = Int(codes[value])
            let first = firstPieces[template]
            let variableCount = variableCounts[template]
            var length = pieceOffsets[first + variableCount + 1] - pieceOffsets[first]
            for variable in 0..<variableCount {
                let word = words[wordIndex(template, variable, value)]
                if let code = Self.textCode(word) {
                    length += textOffsets[code + 1] - textOffsets[code]
                } else {
                    length += word == Self.ownTrace ? 32 : 16
                }
            }
            return length
        }
    }

    private func lengths(
        _ values: Range<Int>,
        _ digits: inout RowIDDigits?
    ) throws(BlockError) -> (lengths: [UInt64], total: Int) {
        var lengths: [UInt64] = []
        lengths.reserveCapacity(values.count)
        var total = 0
        let (pieceOffsets, textOffsets) = (pieces.offsets, texts.offsets)
        for value in values {
            let template = Int(codes[value])
            let first = firstPieces[template]
            let variableCount = variableCounts[template]
            var length = pieceOffsets[first + variableCount + 1] - pieceOffsets[first]
            for variable in 0..<variableCount {
                let word = words[wordIndex(template, variable, value)]
                if let code = Self.textCode(word) {
                    length += textOffsets[code + 1] - textOffsets[code]
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

    /// Returns the number of bytes; the target must have room for them.
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
        let (pieceOffsets, textOffsets) = (pieces.offsets, texts.offsets)
        pieces.bytes.withUnsafeBytes { pieces in
            texts.bytes.withUnsafeBytes { texts in
                for value in values {
                    let template = Int(codes[value])
                    let first = firstPieces[template]
                    let variableCount = variableCounts[template]
                    for variable in 0...variableCount {
                        let range =
                            pieceOffsets[first + variable]..<pieceOffsets[first + variable + 1]
                        append(UnsafeRawBufferPointer(rebasing: pieces[range]))
                        guard variable < variableCount else { break }
                        let word = words[wordIndex(template, variable, value)]
                        if let code = Self.textCode(word) {
                            let range = textOffsets[code]..<textOffsets[code + 1]
                            append(UnsafeRawBufferPointer(rebasing: texts[range]))
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
    private func wordIndex(_ template: Int, _ variable: Int, _ value: Int) -> Int {
        firstWords[template] &+ variable &* valueCounts[template] &+ Int(valueIndices[value])
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
