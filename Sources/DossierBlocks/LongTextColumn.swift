package import DossierColumns
import DossierPrimitives

/// The values of a text column of which some are long: those as fragments, the others as a column
/// of their own.
package struct LongTextColumn: Sendable {
    /// How many values there are, long or not.
    package let count: Int
    /// Which values are long; ascending, at least one.
    private let positions: [UInt32]
    private let byteCounts: [Int]
    /// Where the fragments of each long value end in `numbers`.
    private let ends: [Int]
    /// The fragments of all long values, one after another.
    package let numbers: [UInt32]
    /// The values that are not long, in their order; nil if there are none.
    package private(set) var rest: Rest?

    /// A column within the column.
    package final class Rest: Sendable {
        package let column: DecodedColumn
        init(_ column: DecodedColumn) { self.column = column }
    }

    /// The long texts of a chunk together: far more than the rows of a block have.
    private static let byteCountMax: UInt64 = 1 << 32

    // MARK: - Writing

    /// Writes a column with long texts; returns the number of bytes of all texts.
    ///
    /// Nil, with nothing written, if none is long.
    static func encode(
        _ words: [UInt64],
        _ context: TextContext,
        into out: inout [UInt8]
    ) -> Int? {
        guard let longTexts = context.longTexts, !longTexts.isEmpty else { return nil }
        var long: [Int] = []
        var rest: [UInt64] = []
        for (index, word) in words.enumerated() {
            if longTexts[UInt32(truncatingIfNeeded: word)] == nil {
                rest.append(word)
            } else {
                long.append(index)
            }
        }
        if long.isEmpty { return nil }
        let codes = long.map { UInt32(truncatingIfNeeded: words[$0]) }
        let byteCounts = codes.map { UInt64(context.strings.range($0).count) }
        let fragments = codes.map { longTexts[$0] ?? [] }
        out.append(.longTexts)
        out.appendVarint(long.count)
        context.encoder.encode(long.map { UInt64($0) }, into: &out)
        context.encoder.encode(byteCounts, into: &out)
        context.encoder.encode(fragments.map { UInt64($0.count) }, into: &out)
        context.encoder.encode(fragments.flatMap { $0.map { UInt64($0) } }, into: &out)
        var byteCount = Int(byteCounts.reduce(0, +))
        if !rest.isEmpty {
            byteCount += TextColumn.encode(rest, context.withoutLongTexts, into: &out)
        }
        return byteCount
    }

    // MARK: - Reading

    /// The fragments that the long texts of a chunk need, if it has any.
    ///
    /// Reads no other texts.
    package static func fragments(of chunk: ChunkBytes) throws(BlockError) -> [UInt32] {
        try chunk.bytes.withUnsafeBufferPointer { (bytes) throws(BlockError) in
            var reader = try ChunkDecoder.reader(
                UnsafeRawBufferPointer(bytes),
                valueCount: chunk.valueCount,
                checksum: chunk.checksum
            )
            guard try reader.encoding() == .longTexts else { return [] }
            return try LongTextColumn(longTextsOf: &reader, count: chunk.valueCount).numbers
        }
    }

    /// Reads what follows the encoding.
    init(_ reader: inout ByteReader, count: Int) throws(BlockError) {
        try self.init(longTextsOf: &reader, count: count)
        let restCount = count - positions.count
        guard restCount > 0 else { return }
        guard try reader.peekEncoding() != .longTexts else { throw reader.error(.tooComplex) }
        rest = Rest(try TextColumn.decode(&reader, count: restCount))
    }

    /// Reads as far as the long texts go, without `rest`.
    private init(longTextsOf reader: inout ByteReader, count: Int) throws(BlockError) {
        self.count = count
        let longCount = try reader.count(limit: count)
        guard longCount > 0 else { throw reader.error(.outOfBounds(0, limit: UInt64(count))) }
        let positions = try WordDecoder.decode(&reader, count: longCount)
        for (index, position) in positions.enumerated() {
            guard position < UInt64(count), index == 0 || position > positions[index - 1] else {
                throw reader.error(.outOfBounds(position, limit: UInt64(count)))
            }
        }
        self.positions = positions.map { UInt32(truncatingIfNeeded: $0) }
        var total: UInt64 = 0
        byteCounts = try WordDecoder.decode(&reader, count: longCount).map {
            (byteCount) throws(BlockError) in
            guard byteCount <= Self.byteCountMax - total else {
                throw reader.error(.outOfBounds(byteCount, limit: Self.byteCountMax))
            }
            total += byteCount
            return Int(byteCount)
        }
        var end = 0
        let limit = UInt64(ChunkLimits.valueCountMax)
        ends = try WordDecoder.decode(&reader, count: longCount).map { (count) throws(BlockError) in
            guard count <= limit - UInt64(end) else {
                throw reader.error(.outOfBounds(count, limit: limit))
            }
            end += Int(count)
            return end
        }
        reader.allow(words: end)
        numbers = try WordDecoder.decode(&reader, count: end).map { (number) throws(BlockError) in
            guard let number = UInt32(exactly: number) else {
                throw reader.error(.outOfBounds(number, limit: UInt64(UInt32.max)))
            }
            return number
        }
    }

    /// About the number of bytes it takes in memory, without `rest`.
    package var byteCount: Int { positions.count * 20 + numbers.count * 4 + 128 }

    /// The long values of a range, as indices of long values.
    package func longValues(in values: Range<Int>) -> Range<Int> {
        let start = positions.indices.partitioningIndex { positions[$0] >= values.lowerBound }
        return start..<positions.indices.partitioningIndex { positions[$0] >= values.upperBound }
    }

    /// The other values of a range, as indices of the values of `rest`.
    package func restValues(in values: Range<Int>) -> Range<Int> {
        let long = longValues(in: values)
        return (values.lowerBound - long.lowerBound)..<(values.upperBound - long.upperBound)
    }

    /// The fragments of a long value.
    package func fragments(of longValue: Int) -> ArraySlice<UInt32> {
        numbers[(longValue == 0 ? 0 : ends[longValue - 1])..<ends[longValue]]
    }

    /// The codes of the values of a range: the long ones are put together and added to `strings`,
    /// at least `byteLimit` bytes of each; those of the others are given.
    package func codes(
        of values: Range<Int>,
        rest: [UInt64],
        fragments: FragmentTable,
        byteLimit: Int = .max,
        addingTo strings: inout StringTable
    ) throws(BlockError) -> [UInt64] {
        var codes: [UInt64] = []
        codes.reserveCapacity(values.count)
        var restIndex = 0
        for longValue in longValues(in: values) {
            let restCount = Int(positions[longValue]) - values.lowerBound - codes.count
            codes += rest[restIndex..<(restIndex + restCount)]
            restIndex += restCount
            codes.append(
                try fragments.append(
                    self.fragments(of: longValue),
                    byteCount: byteCounts[longValue],
                    byteLimit: byteLimit,
                    to: &strings
                )
            )
        }
        return codes + rest[restIndex...]
    }
}
