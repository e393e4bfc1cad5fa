/// The distinct words of a column, and which of them each row has.
struct DistinctWords {
    /// In the order in which they come first.
    private(set) var values: [UInt64] = []
    private(set) var codes: [UInt64] = []

    /// Nil as soon as there are more than `limit` distinct words.
    init?(_ words: UnsafeBufferPointer<UInt64>, limit: Int) {
        var table = [UInt32](repeating: 0, count: 1024)
        var shift = UInt64(64 - 10)
        var lastWord: UInt64 = 0
        var lastCode: UInt64 = 0
        codes = [UInt64](repeating: 0, count: words.count)
        for (row, word) in words.enumerated() {
            if row > 0, word == lastWord {
                codes[row] = lastCode
                continue
            }
            var slot = Int(truncatingIfNeeded: Self.hash(word) &>> shift)
            while true {
                let entry = Int(table[slot])
                if entry == 0 {
                    guard values.count < limit else { return nil }
                    values.append(word)
                    table[slot] = UInt32(truncatingIfNeeded: values.count)
                    lastCode = UInt64(values.count - 1)
                    if values.count * 2 > table.count {
                        shift -= 2
                        table = Self.table(of: values, count: table.count * 4, shift: shift)
                    }
                    break
                }
                if values[entry - 1] == word {
                    lastCode = UInt64(entry - 1)
                    break
                }
                slot = (slot + 1) & (table.count - 1)
            }
            lastWord = word
            codes[row] = lastCode
        }
    }

    /// The product alone would leave words that differ in their high bits only in one place.
    @inline(__always)
    private static func hash(_ word: UInt64) -> UInt64 {
        let mixed = (word ^ (word &>> 32)) &* 0x9e37_79b9_7f4a_7c15
        return (mixed ^ (mixed &>> 29)) &* 0xbf58_476d_1ce4_e5b9
    }

    private static func table(of values: [UInt64], count: Int, shift: UInt64) -> [UInt32] {
        var table = [UInt32](repeating: 0, count: count)
        for (code, value) in values.enumerated() {
            var slot = Int(truncatingIfNeeded: hash(value) &>> shift)
            while table[slot] != 0 { slot = (slot + 1) & (count - 1) }
            table[slot] = UInt32(truncatingIfNeeded: code + 1)
        }
        return table
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
