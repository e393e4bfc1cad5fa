/// The distinct words of a column, and which of them each row has.
struct DistinctWords {
    /// In the order in which they come first.
    private(set) var values: [UInt64] = []
    private(set) var codes: [UInt64] = []

    /// Nil as soon as there are more than `limit` distinct words.
    init?(_ words: UnsafeBufferPointer<UInt64>, limit: Int) {
        codes = [UInt64](repeating: 0, count: words.count)
        var table = CodeTable(bits: 10)
        var row = 0
        while true {
            let room = min(limit, table.capacity)
            row = table.add(words, from: row, room: room, codes: &codes, values: &values)
            if row == words.count { return }
            if values.count == limit { return nil }
            table = CodeTable(bits: table.bits + 2, values)
        }
    }

    /// The same with the values in ascending order, as signed numbers.
    func sorted() -> DistinctWords {
        let order = values.indices.sorted {
            Int64(bitPattern: values[$0]) < Int64(bitPattern: values[$1])
        }
        var newCodes = [UInt64](repeating: 0, count: values.count)
        for (code, old) in order.enumerated() { newCodes[old] = UInt64(code) }
        return DistinctWords(
            values: order.map { values[$0] },
            codes: codes.map { newCodes[Int($0)] }
        )
    }

    private init(values: [UInt64], codes: [UInt64]) {
        self.values = values
        self.codes = codes
    }

    /// About how many distinct words there are, by a sample; nil where nearly every word of that is
    /// another one.
    static func estimatedCount(in words: UnsafeBufferPointer<UInt64>) -> Int? {
        let windowCount = min(16, words.count / 128)
        guard windowCount > 1 else { return 1 }
        var sample: [UInt64] = []
        sample.reserveCapacity(windowCount * 32)
        for window in 0..<windowCount {
            let start = window * (words.count - 32) / (windowCount - 1)
            sample.append(contentsOf: words[start..<(start + 32)])
        }
        let limit = sample.count * 31 / 32
        let distinct = sample.withUnsafeBufferPointer { DistinctWords($0, limit: limit) }
        guard let count = distinct?.values.count else { return nil }
        // As many pairs of equal words are to be expected among so many drawn from that number.
        return max(count, sample.count * sample.count / (2 * (sample.count - count)))
    }
}

/// A hash table from words to their codes.
private struct CodeTable {
    let bits: Int
    private var words: [UInt64]
    /// Each code plus 1; 0 where there is no word.
    private var codes: [UInt32]

    /// The maximum number of words.
    var capacity: Int { words.count / 2 }

    /// A table of the words `values`, whose codes are their indices in it.
    init(bits: Int, _ values: [UInt64] = []) {
        self.bits = bits
        words = [UInt64](repeating: 0, count: 1 << bits)
        codes = [UInt32](repeating: 0, count: 1 << bits)
        for (code, value) in values.enumerated() {
            var slot = Self.slot(of: value, shift: UInt64(64 - bits))
            while codes[slot] != 0 { slot = (slot + 1) & (codes.count - 1) }
            words[slot] = value
            codes[slot] = UInt32(truncatingIfNeeded: code + 1)
        }
    }

    /// Assigns codes to the rows from `start` on, and new codes to new words, until there is one
    /// too many for `room`; returns the first row without a code.
    mutating func add(
        _ rows: UnsafeBufferPointer<UInt64>,
        from start: Int,
        room: Int,
        codes rowCodes: inout [UInt64],
        values: inout [UInt64]
    ) -> Int {
        let shift = UInt64(64 - bits)
        let mask = words.count - 1
        return rowCodes.withUnsafeMutableBufferPointer { rowCodes in
            words.withUnsafeMutableBufferPointer { words in
                codes.withUnsafeMutableBufferPointer { codes in
                    for row in start..<rows.count {
                        let word = rows[row]
                        if row > 0, word == rows[row &- 1] {
                            rowCodes[row] = rowCodes[row &- 1]
                            continue
                        }
                        // At most half of the slots are taken: a free one ends every search.
                        var slot = Self.slot(of: word, shift: shift)
                        while codes[slot] != 0, words[slot] != word { slot = (slot &+ 1) & mask }
                        if codes[slot] == 0 {
                            guard values.count < room else { return row }
                            values.append(word)
                            words[slot] = word
                            codes[slot] = UInt32(truncatingIfNeeded: values.count)
                        }
                        rowCodes[row] = UInt64(codes[slot] &- 1)
                    }
                    return rows.count
                }
            }
        }
    }

    /// A product alone would leave words that differ in their high bits only in one bucket.
    @inline(__always)
    private static func slot(of word: UInt64, shift: UInt64) -> Int {
        let mixed = (word ^ (word &>> 32)) &* 0x9e37_79b9_7f4a_7c15
        let hash = (mixed ^ (mixed &>> 29)) &* 0xbf58_476d_1ce4_e5b9
        return Int(truncatingIfNeeded: hash &>> shift)
    }
}
