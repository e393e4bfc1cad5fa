/// Words as runs of equal ones, such as the series of data points.
package struct WordRuns: Sendable {
    /// The word of each run; neighbours differ.
    package private(set) var words: [UInt64] = []
    /// The first index of each run, and the count of all words behind the last one.
    package private(set) var starts: [Int] = [0]

    package init() {}

    /// Reads a chunk that is not encoded relative to another column, if its checksum is right.
    ///
    /// - Complexity: O(runs) if they are stored as such.
    package init(_ chunk: ChunkBytes) throws(BlockError) {
        let count = chunk.valueCount
        self = try chunk.read { (reader) throws(BlockError) in
            var runs = WordRuns()
            switch try reader.peekEncoding() {
            case .constant:
                _ = try reader.byte()
                runs.append(try reader.varint(), count: count)
            case .runs:
                _ = try reader.byte()
                let (values, lengths) = try WordDecoder.readRuns(&reader, count: count, depth: 1)
                for (value, length) in zip(values, lengths) {
                    runs.append(value, count: Int(length))
                }
            default:
                for word in try WordDecoder.decode(&reader, count: count) {
                    runs.append(word, count: 1)
                }
            }
            return runs
        }
    }

    /// The number of words.
    package var count: Int { starts[starts.count - 1] }

    /// Adds equal words at the end.
    package mutating func append(_ word: UInt64, count: Int) {
        guard count > 0 else { return }
        if words.last == word {
            starts[starts.count - 1] += count
        } else {
            words.append(word)
            starts.append(self.count + count)
        }
    }
}
