package import DossierColumns

/// Vectors of words, such as the bucket counts of histograms, that become strings only where they are
/// wanted.
package struct StoredVectors: Sendable {
    /// How many vectors there are.
    package let count: Int
    private let words: NarrowWords
    /// The words of each vector; nil if all have `length` words.
    private let ends: [UInt32]?
    private let length: Int
    /// The first words of all vectors come first, then the second ones of all.
    private let areColumns: Bool

    /// The lengths have been checked to add up to the number of words, and to be equal if the words
    /// lie in columns.
    init(words: [UInt64], lengths: [UInt64], areColumns: Bool) {
        count = lengths.count
        self.words = NarrowWords(words)
        self.areColumns = areColumns
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

    /// Reads a chunk whose encoding is vectors, after its checksum was found right.
    package init(_ chunk: ChunkBytes) throws(BlockError) {
        self = try chunk.read(.vectors) { (reader) throws(BlockError) in
            try VectorColumn.decodeVectors(&reader, count: chunk.valueCount)
        }
    }

    /// Whether a chunk can be read.
    package static func canRead(_ chunk: [UInt8]) -> Bool {
        chunk.first == Encoding.vectors.rawValue
    }

    /// What they take in memory, about.
    package var byteCount: Int { words.byteCount + (ends?.count ?? 0) * 4 + 128 }

    /// What the strings of all take.
    package var stringByteCount: Int { words.count * 8 }

    /// The words at one place of a range of vectors, 0 where a vector is shorter, at the start of a
    /// buffer that has room for them.
    package func copy(
        place: Int,
        of values: Range<Int>,
        into target: UnsafeMutableBufferPointer<UInt64>
    ) {
        if ends != nil {
            for (index, value) in values.enumerated() {
                let range = range(of: value)
                target[index] = place < range.count ? words[range.lowerBound + place] : 0
            }
        } else if place >= length {
            target[..<values.count].update(repeating: 0)
        } else if areColumns {
            let start = place * count
            words.copy((start + values.lowerBound)..<(start + values.upperBound), into: target)
        } else {
            let first = values.lowerBound * length + place
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
                for place in 0..<length { vector.append(words[place * count + value].littleEndian) }
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
