/// A set of rows of a block, one bit a row.
package struct RowBits: Hashable, Sendable {
    /// How many rows the block has.
    package let rowCount: Int
    private var words: [UInt64]

    /// All rows of a block, or none.
    package init(rowCount: Int, all: Bool = false) {
        self.rowCount = rowCount
        words = [UInt64](repeating: all ? .max : 0, count: (rowCount + 63) / 64)
        if all { clearTail() }
    }

    private mutating func clearTail() {
        let rest = rowCount % 64
        if rest > 0 { words[words.count - 1] &= 1 << UInt64(rest) &- 1 }
    }

    package subscript(row: Int) -> Bool { words[row >> 6] >> UInt64(row & 63) & 1 != 0 }

    package mutating func insert(_ row: Int) { words[row >> 6] |= 1 << UInt64(row & 63) }

    package mutating func remove(_ row: Int) { words[row >> 6] &= ~(1 << UInt64(row & 63)) }

    package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// How many rows are in the set.
    package var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// The rows of the set, ascending.
    package var rows: [UInt32] {
        var rows: [UInt32] = []
        forEachRow { rows.append(UInt32($0)) }
        return rows
    }

    package mutating func formUnion(_ other: RowBits) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    package mutating func formIntersection(_ other: RowBits) {
        for index in words.indices { words[index] &= other.words[index] }
    }

    package mutating func subtract(_ other: RowBits) {
        for index in words.indices { words[index] &= ~other.words[index] }
    }

    /// The rows that are not in the set.
    package var inverted: RowBits {
        var result = self
        for index in result.words.indices { result.words[index] = ~result.words[index] }
        result.clearTail()
        return result
    }

    /// The first row of the set at or after `row`; nil if there is none.
    package func next(from row: Int) -> Int? {
        guard row < rowCount else { return nil }
        var index = row >> 6
        var word = words[index] & ~(1 << UInt64(row & 63) &- 1)
        while word == 0 {
            index += 1
            guard index < words.count else { return nil }
            word = words[index]
        }
        return index << 6 | word.trailingZeroBitCount
    }

    /// Whether any row of a range is in the set.
    package func hasAny(in rows: Range<Int>) -> Bool {
        guard !rows.isEmpty else { return false }
        let (first, last) = (rows.lowerBound >> 6, (rows.upperBound - 1) >> 6)
        let head = UInt64.max << UInt64(rows.lowerBound & 63)
        let tail = UInt64.max >> UInt64(63 - (rows.upperBound - 1) & 63)
        if first == last { return words[first] & head & tail != 0 }
        if words[first] & head != 0 || words[last] & tail != 0 { return true }
        return words[(first + 1)..<last].contains { $0 != 0 }
    }

    /// The rows of a range that are in the set, ascending.
    package func rows(in range: Range<Int>) -> [Int] {
        var rows: [Int] = []
        var row = range.lowerBound
        while let next = next(from: row), next < range.upperBound {
            rows.append(next)
            row = next + 1
        }
        return rows
    }

    /// Calls `body` with the rows of the set, ascending.
    @inline(__always)
    package func forEachRow<Failure: Error>(_ body: (Int) throws(Failure) -> Void) throws(Failure) {
        for index in words.indices {
            var word = words[index]
            while word != 0 {
                try body(index << 6 | word.trailingZeroBitCount)
                word &= word &- 1
            }
        }
    }

    /// The rows for which `isIn` is true; it is asked once a row, ascending.
    @inline(__always)
    package static func filled(_ rowCount: Int, _ isIn: (Int) -> Bool) -> RowBits {
        var bits = RowBits(rowCount: rowCount)
        for index in bits.words.indices {
            let first = index << 6
            var word: UInt64 = 0
            for row in first..<min(first + 64, rowCount) {
                word |= (isIn(row) ? 1 : 0) << UInt64(row & 63)
            }
            bits.words[index] = word
        }
        return bits
    }
}
