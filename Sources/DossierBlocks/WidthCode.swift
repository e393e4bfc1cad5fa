/// A canonical Huffman code for the widths of words, 0 to 64, whose codes are at most 8 bits long.
struct WidthCode {
    static let lengthMax = 8
    private static let widthCount = 65

    struct Entry {
        /// 0 for a width that no word has.
        var length: UInt8 = 0
        /// The bits of the code, the first one lowest.
        var bits: UInt8 = 0
    }

    /// The code of each width.
    private(set) var entries = [Entry](repeating: Entry(), count: widthCount)

    /// The code for widths that come `counts` times, one count for each width.
    init(counts: [Int]) {
        setCodes(lengths: Self.limited(Self.lengths(counts), counts))
    }

    /// Lowest and highest width, then a length of 4 bits for each from the one to the other.
    func write(into out: inout [UInt8]) {
        let first = entries.firstIndex { $0.length > 0 } ?? 0
        let last = entries.lastIndex { $0.length > 0 } ?? 0
        out.append(UInt8(first))
        out.append(UInt8(last))
        for width in stride(from: first, through: last, by: 2) {
            let high = width < last ? entries[width + 1].length << 4 : 0
            out.append(entries[width].length | high)
        }
    }

    init(_ reader: inout ByteReader) throws(BlockError) {
        let first = try reader.width()
        let last = try reader.width()
        guard first <= last else { throw reader.error(.outOfBounds(UInt64(first), limit: 64)) }
        var lengths = [UInt8](repeating: 0, count: Self.widthCount + 1)
        var space = 0
        for width in stride(from: first, through: last, by: 2) {
            let pair = try reader.byte()
            lengths[width] = pair & 15
            lengths[width + 1] = pair >> 4
        }
        for length in lengths where length > 0 {
            guard length <= Self.lengthMax else {
                throw reader.error(.outOfBounds(UInt64(length), limit: UInt64(Self.lengthMax)))
            }
            space += 1 << (Self.lengthMax - Int(length))
        }
        guard (1...1 << Self.lengthMax).contains(space), lengths[Self.widthCount] == 0 else {
            throw reader.error(.outOfBounds(UInt64(space), limit: 1 << UInt64(Self.lengthMax)))
        }
        setCodes(lengths: Array(lengths.dropLast()))
    }

    /// For each 8 bits the width whose code they start with, times 256, plus the code's length.
    ///
    /// Bits that start no code stand for the width 0, so that reading damaged bits goes on.
    func table() -> [UInt16] {
        var table = [UInt16](repeating: UInt16(Self.lengthMax), count: 1 << Self.lengthMax)
        for (width, entry) in entries.enumerated() where entry.length > 0 {
            let step = 1 << Int(entry.length)
            for bits in stride(from: Int(entry.bits), to: table.count, by: step) {
                table[bits] = UInt16(width) << 8 | UInt16(entry.length)
            }
        }
        return table
    }

    /// Gives out codes by length, then by width.
    ///
    /// The sum of 2^-length over all codes is at most 1.
    private mutating func setCodes(lengths: [UInt8]) {
        var next = 0
        for length in 1...Self.lengthMax {
            next <<= 1
            for width in lengths.indices where lengths[width] == length {
                let reversed = UInt8(truncatingIfNeeded: next << (8 - length)).bitReversed
                entries[width] = Entry(length: UInt8(length), bits: reversed)
                next += 1
            }
        }
    }

    /// The lengths of a Huffman code: joins the two rarest trees until one is left.
    private static func lengths(_ counts: [Int]) -> [Int] {
        var lengths = [Int](repeating: 0, count: counts.count)
        var trees: [(count: Int, widths: [Int])] = []
        for (width, count) in counts.enumerated() where count > 0 { trees.append((count, [width])) }
        if trees.count == 1 { lengths[trees[0].widths[0]] = 1 }
        trees.sort { $0.count > $1.count }
        while trees.count > 1 {
            let right = trees.removeLast()
            let left = trees.removeLast()
            let joined = (count: left.count + right.count, widths: left.widths + right.widths)
            for width in joined.widths { lengths[width] += 1 }
            let index = trees.firstIndex { $0.count <= joined.count } ?? trees.count
            trees.insert(joined, at: index)
        }
        return lengths
    }

    /// The lengths with the long ones cut, and so many others made longer that codes are left.
    private static func limited(_ lengths: [Int], _ counts: [Int]) -> [UInt8] {
        var lengths = lengths.map { min($0, lengthMax) }
        let rarestFirst = counts.indices.filter { counts[$0] > 0 }.sorted {
            counts[$0] < counts[$1]
        }
        var space = rarestFirst.reduce(0) { $0 + 1 << (lengthMax - lengths[$1]) }
        while space > 1 << lengthMax {
            guard let width = rarestFirst.first(where: { lengths[$0] < lengthMax }) else { break }
            lengths[width] += 1
            space -= 1 << (lengthMax - lengths[width])
        }
        for width in rarestFirst.reversed() {
            while lengths[width] > 1, space + 1 << (lengthMax - lengths[width]) <= 1 << lengthMax {
                space += 1 << (lengthMax - lengths[width])
                lengths[width] -= 1
            }
        }
        return lengths.map { UInt8($0) }
    }
}

extension UInt8 {
    /// The same bits, the lowest first.
    fileprivate var bitReversed: UInt8 {
        var result: UInt8 = 0
        for bit in 0..<8 where self & (1 << bit) != 0 { result |= 0x80 >> bit }
        return result
    }
}
