import DossierColumns

/// Vectors of words as they come out of a chunk.
package struct DecodedVectors: Sendable {
    /// All words, vector by vector or, with `areColumns`, by index in the vectors.
    let words: [UInt64]
    /// The number of words of each vector: they add up to `words.count`, and are equal if
    /// `areColumns`.
    let lengths: [UInt64]
    let areColumns: Bool

    package var count: Int { lengths.count }

    /// Adds the vectors to a table of strings, as little-endian words; returns their codes.
    func codes(addingTo strings: inout StringTable) -> [UInt64] {
        var stored = words
        if areColumns, let length = lengths.first {
            stored = VectorColumn.transposed(stored, rowCount: Int(length))
        }
        for index in stored.indices { stored[index] = stored[index].littleEndian }
        let first = UInt64(strings.count)
        stored.withUnsafeBytes { strings.append($0, lengths: lengths.map { $0 * 8 }) }
        return (0..<UInt64(lengths.count)).map { first + $0 }
    }
}
