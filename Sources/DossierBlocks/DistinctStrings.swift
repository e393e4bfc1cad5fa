internal import DossierColumns

/// The distinct strings among the codes of a column, by their bytes.
///
/// A table may hold equal strings under several codes, since not all strings are interned.
struct DistinctStrings {
    /// Codes in the table, in order of first use.
    private(set) var codes: [UInt32] = []
    /// For each row the index in `codes`.
    private(set) var rows: [UInt64] = []
    /// The bytes of the distinct strings, and of the strings of all rows.
    private(set) var byteCount = 0
    private(set) var rowByteCount = 0

    private var hashes: [UInt32] = []
    private var buckets: [UInt32] = []

    init(_ words: UnsafeBufferPointer<UInt64>, strings: StringTable) {
        guard let distinct = DistinctWords(words, limit: words.count) else { return }
        buckets = [UInt32](repeating: 0, count: 256)
        var indices: [UInt64] = []
        indices.reserveCapacity(distinct.values.count)
        strings.bytes.withUnsafeBytes { arena in
            for value in distinct.values {
                let code = UInt32(truncatingIfNeeded: value)
                let string = UnsafeRawBufferPointer(rebasing: arena[strings.range(code)])
                indices.append(UInt64(index(of: string, code: code, strings)))
            }
        }
        rows = distinct.codes
        if codes.count < indices.count { WordDecoder.replaceCodes(in: &rows, by: indices) }
        let counts = codes.map { strings.range($0).count }
        byteCount = counts.reduce(0, +)
        rowByteCount = rows.reduce(0) { $0 + counts[Int($1)] }
    }

    private mutating func index(
        of string: UnsafeRawBufferPointer,
        code: UInt32,
        _ strings: StringTable
    ) -> Int {
        let hash = UInt32(truncatingIfNeeded: contentHash(string, seed: 0x9e37_79b9) >> 32)
        if codes.count * 2 >= buckets.count { grow() }
        var bucket = Int(hash) & (buckets.count - 1)
        while buckets[bucket] != 0 {
            let index = Int(buckets[bucket]) - 1
            if hashes[index] == hash, strings.isEqual(codes[index], string) { return index }
            bucket = (bucket + 1) & (buckets.count - 1)
        }
        codes.append(code)
        hashes.append(hash)
        buckets[bucket] = UInt32(truncatingIfNeeded: codes.count)
        return codes.count - 1
    }

    private mutating func grow() {
        buckets = [UInt32](repeating: 0, count: buckets.count * 4)
        for (index, hash) in hashes.enumerated() {
            var bucket = Int(hash) & (buckets.count - 1)
            while buckets[bucket] != 0 { bucket = (bucket + 1) & (buckets.count - 1) }
            buckets[bucket] = UInt32(truncatingIfNeeded: index + 1)
        }
    }
}
