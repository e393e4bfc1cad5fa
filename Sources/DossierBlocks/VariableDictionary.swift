internal import DossierColumns

/// The distinct texts of variables, as ranges of an arena.
struct VariableDictionary {
    /// In the order in which they came, or sorted.
    private(set) var ranges: [Range<Int>] = []
    private var hashes: [UInt64] = []
    private var buckets = [UInt32](repeating: 0, count: 1024)

    /// The code of a text, which is added if it is new.
    mutating func intern(_ range: Range<Int>, of arena: UnsafeRawBufferPointer) -> UInt64 {
        let text = UnsafeRawBufferPointer(rebasing: arena[range])
        let hash = contentHash(text, seed: 0x9e37_79b9)
        if ranges.count * 2 >= buckets.count { grow() }
        let mask = buckets.count - 1
        var bucket = Int(truncatingIfNeeded: hash) & mask
        while buckets[bucket] != 0 {
            let code = Int(buckets[bucket]) - 1
            if hashes[code] == hash, ranges[code].count == range.count,
                equalBytes(text, UnsafeRawBufferPointer(rebasing: arena[ranges[code]]))
            {
                return UInt64(code)
            }
            bucket = (bucket + 1) & mask
        }
        ranges.append(range)
        hashes.append(hash)
        buckets[bucket] = UInt32(truncatingIfNeeded: ranges.count)
        return UInt64(ranges.count - 1)
    }

    private mutating func grow() {
        buckets = [UInt32](repeating: 0, count: buckets.count * 4)
        for (code, hash) in hashes.enumerated() {
            var bucket = Int(truncatingIfNeeded: hash) & (buckets.count - 1)
            while buckets[bucket] != 0 { bucket = (bucket + 1) & (buckets.count - 1) }
            buckets[bucket] = UInt32(truncatingIfNeeded: code + 1)
        }
    }

    /// Sorts by length, then by the first eight bytes, so that numbers are in their order; returns
    /// the new code of each old one.
    mutating func sort(_ arena: UnsafeRawBufferPointer) -> [UInt64] {
        let keys = ranges.enumerated().map { code, range in
            SortKey(count: range.count, prefix: Self.prefix(arena[range]), code: code)
        }
        let sorted = keys.sorted()
        ranges = sorted.map { ranges[$0.code] }
        var codes = [UInt64](repeating: 0, count: ranges.count)
        for (new, key) in sorted.enumerated() { codes[key.code] = UInt64(new) }
        return codes
    }

    private static func prefix(_ text: Slice<UnsafeRawBufferPointer>) -> UInt64 {
        var prefix: UInt64 = 0
        for byte in text.prefix(8) { prefix = prefix << 8 | UInt64(byte) }
        return prefix
    }

    private struct SortKey: Comparable {
        let count: Int
        let prefix: UInt64
        let code: Int

        static func < (left: Self, right: Self) -> Bool {
            if left.count != right.count { return left.count < right.count }
            return left.prefix != right.prefix ? left.prefix < right.prefix : left.code < right.code
        }
    }
}
