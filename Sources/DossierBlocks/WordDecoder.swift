import DossierPrimitives

/// Decodes streams of words: an encoding, then what it says.
///
/// Streams may hold streams.
enum WordDecoder {
    /// How many words more than it holds an array has room for, which differences become words in.
    static let spareCount = 4

    /// Decodes a stream of `count` words, which the caller has bounded.
    static func decode(
        _ reader: inout ByteReader,
        count: Int,
        depth: Int = 0
    ) throws(BlockError) -> [UInt64] {
        guard depth <= ChunkLimits.depthMax else { throw reader.error(.tooComplex) }
        try reader.spend(words: count)
        let encoding = try reader.encoding()
        let below = depth + 1
        switch encoding {
        case .constant:
            return repeated(try reader.varint(), count: count)
        case .flat:
            return try PackedWords.readFlat(&reader, count: count)
        case .packed:
            return try PackedWords.readPacked(&reader, count: count, depth: below)
        case .delta, .zigzagDelta:
            return try deltas(&reader, encoding: encoding, count: count, depth: below)
        case .runs:
            return try runs(&reader, count: count, depth: below)
        case .dictionary:
            return try dictionary(&reader, count: count, depth: below)
        case .repeats:
            return try LZ77Words.read(&reader, count: count, depth: below) {
                (reader, count) throws(BlockError) in
                try decode(&reader, count: count, depth: below)
            }
        case .bytes, .planes:
            return try ByteWords.read(&reader, encoding: encoding, count: count)
        case .huffman:
            return try HuffmanWords.read(&reader, count: count)
        case .multiples:
            return try multiples(&reader, count: count, depth: below)
        default:
            throw BlockError(
                .unknownEncoding(encoding.rawValue),
                byteOffset: reader.position - 1
            )
        }
    }

    private static func deltas(
        _ reader: inout ByteReader,
        encoding: Encoding,
        count: Int,
        depth: Int
    ) throws(BlockError) -> [UInt64] {
        let first = try reader.signed()
        guard count > 0 else { return [] }
        // Words replace the differences in place; the last word is appended.
        var words = try decode(&reader, count: count - 1, depth: depth)
        var word = first
        words.withUnsafeMutableBufferPointer { words in
            if encoding == .delta {
                for index in words.indices {
                    let difference = words[index]
                    words[index] = word
                    word &+= difference
                }
            } else {
                for index in words.indices {
                    let difference = unzigzag(words[index])
                    words[index] = word
                    word &+= difference
                }
            }
        }
        words.append(word)
        return words
    }

    private static func repeated(_ word: UInt64, count: Int) -> [UInt64] {
        [UInt64](unsafeUninitializedCapacity: count + spareCount) { target, initializedCount in
            target[..<count].initialize(repeating: word)
            initializedCount = count
        }
    }

    private static func runs(
        _ reader: inout ByteReader,
        count: Int,
        depth: Int
    ) throws(BlockError) -> [UInt64] {
        let (values, lengths) = try readRuns(&reader, count: count, depth: depth)
        return [UInt64](unsafeUninitializedCapacity: count + spareCount) {
            target,
            initializedCount in
            var next = 0
            for (value, length) in zip(values, lengths) {
                // The lengths add up to `count`.
                let end = next &+ Int(truncatingIfNeeded: length)
                target[next..<end].update(repeating: value)
                next = end
            }
            initializedCount = count
        }
    }

    /// Values that repeat, and how often each does: `count` times all together.
    static func readRuns(
        _ reader: inout ByteReader,
        count: Int,
        depth: Int
    ) throws(BlockError) -> (values: [UInt64], lengths: [UInt64]) {
        let runCount = try reader.count(limit: count)
        let values = try decode(&reader, count: runCount, depth: depth)
        let lengths = try decode(&reader, count: runCount, depth: depth)
        var left = count
        for length in lengths {
            guard length <= UInt64(left) else {
                throw reader.error(.outOfBounds(length, limit: UInt64(left)))
            }
            left -= Int(length)
        }
        guard left == 0 else {
            throw reader.error(.valueCountMismatch(expected: count, found: count - left))
        }
        return (values, lengths)
    }

    private static func dictionary(
        _ reader: inout ByteReader,
        count: Int,
        depth: Int
    ) throws(BlockError) -> [UInt64] {
        let valueCount = try reader.count(limit: count)
        let values = try decode(&reader, count: valueCount, depth: depth)
        var words = try decode(&reader, count: count, depth: depth)
        try checkCodes(words, limit: valueCount, reader)
        replaceCodes(in: &words, by: values)
        return words
    }

    /// Throws unless all codes are below `limit`.
    static func checkCodes(
        _ codes: [UInt64],
        limit: Int,
        _ reader: ByteReader
    ) throws(BlockError) {
        let highest = codes.max() ?? 0
        guard codes.isEmpty || highest < UInt64(limit) else {
            throw reader.error(.outOfBounds(highest, limit: UInt64(max(0, limit - 1))))
        }
    }

    /// Replaces each code by the value that it stands for; the codes have been checked.
    static func replaceCodes(in words: inout [UInt64], by values: [UInt64]) {
        words.withUnsafeMutableBufferPointer { words in
            values.withUnsafeBufferPointer { values in
                for index in words.indices {
                    words[index] = values[Int(truncatingIfNeeded: words[index])]
                }
            }
        }
    }

    private static func multiples(
        _ reader: inout ByteReader,
        count: Int,
        depth: Int
    ) throws(BlockError) -> [UInt64] {
        let base = try reader.signed()
        let factor = try reader.varint()
        var words = try decode(&reader, count: count, depth: depth)
        for index in words.indices { words[index] = words[index] &* factor &+ base }
        return words
    }
}
