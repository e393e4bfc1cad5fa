package import DossierColumns

/// Vectors of words, such as the bucket counts of histograms, kept narrow; strings are made only of
/// those that are wanted.
package struct StoredVectors: Sendable {
    /// The number of vectors.
    package let count: Int
    private let words: NarrowWords
    /// Where the words of each vector end; nil if all have `length` words.
    private let ends: [UInt32]?
    private let length: Int
    /// The first words of all vectors come first, then the second ones of all.
    private let areColumns: Bool

    package init(_ vectors: DecodedVectors) {
        let lengths = vectors.lengths
        count = lengths.count
        words = NarrowWords(vectors.words)
        areColumns = vectors.areColumns
        length = Int(lengths.first ?? 0)
        if lengths.allSatisfy({ $0 == lengths[0] }) {
            ends = nil
        } else {
            var end: UInt32 = 0
            ends = lengths.map { length in
                end += UInt32(truncatingIfNeeded: length)
                return end
            }
        }
    }

    /// About the number of bytes they take in memory.
    package var byteCount: Int { words.byteCount + (ends?.count ?? 0) * 4 + 128 }

    /// The number of bytes of all vectors as strings.
    package var stringByteCount: Int { words.count * 8 }

    /// Copies the word at an index of each vector of a range, 0 where a vector is shorter, to the
    /// start of a buffer that has room for them.
    package func copy(
        wordAt offset: Int,
        of values: Range<Int>,
        into target: UnsafeMutableBufferPointer<UInt64>
    ) {
        if ends != nil {
            for (index, value) in values.enumerated() {
                let range = range(of: value)
                target[index] = offset < range.count ? words[range.lowerBound + offset] : 0
            }
        } else if offset >= length {
            target[..<values.count].update(repeating: 0)
        } else if areColumns {
            let start = offset * count
            words.copy((start + values.lowerBound)..<(start + values.upperBound), into: target)
        } else {
            let first = values.lowerBound * length + offset
            words.copy(from: first, by: length, count: values.count, into: target)
        }
    }

    /// Adds vectors to a table of strings, in little-endian words; returns the code of the first.
    package func append(_ values: Range<Int>, to strings: inout StringTable) -> UInt32 {
        let first = UInt32(strings.count)
        var vector: [UInt64] = []
        for value in values {
            vector.removeAll(keepingCapacity: true)
            if areColumns {
                for index in 0..<length { vector.append(words[index * count + value].littleEndian) }
            } else {
                for index in range(of: value) { vector.append(words[index].littleEndian) }
            }
            vector.withUnsafeBytes { _ = strings.append($0) }
        }
        return first
    }

    private func range(of value: Int) -> Range<Int> {
        guard let ends else { return (value * length)..<((value + 1) * length) }
        return (value == 0 ? 0 : Int(ends[value - 1]))..<Int(ends[value])
    }
}
