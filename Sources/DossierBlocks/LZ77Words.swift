import DossierPrimitives

/// Streams in which whole sequences of words come again.
///
/// All series of one export share a vector of times. LZ4 would find that within 64 KiB only, and
/// leave the literals in bytes.
enum LZ77Words {
    /// Shorter copies than that cost as much as the words themselves.
    private static let copyCountMin = 6

    private struct Token {
        var literalCount: Int
        var copyCount: Int
        /// How many words back the copy starts; it may reach into itself.
        var distance: Int
    }

    /// About how many of the words repeat an earlier sequence.
    static func copyCount(in words: UnsafeBufferPointer<UInt64>) -> Int {
        guard words.count >= 256 else { return 0 }
        let bits = min(12, bitWidth(UInt64(words.count)))
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1 << bits) { recent in
            recent.initialize(repeating: 0)
            var hitCount = 0
            // In 40 words, 5 positions are entered and 8 looked up: by their remainders they meet
            // once in any sequence of 40 words that comes again, at whatever distance.
            for group in stride(from: 1, to: words.count - 40, by: 40) {
                for index in stride(from: group, to: group + 40, by: 5) {
                    let earlier = Int(recent[hash(words, index, bits: bits)])
                    // A run of one word is no sequence: there are better encodings for that. Of
                    // four words few are equal by chance.
                    if words[earlier] == words[index], words[earlier + 1] == words[index + 1],
                        words[earlier + 2] == words[index + 2],
                        words[earlier + 3] == words[index + 3], words[index] != words[index + 1]
                    {
                        hitCount += 1
                    }
                }
                for index in stride(from: group, to: group + 40, by: 8) {
                    recent[hash(words, index, bits: bits)] = UInt32(truncatingIfNeeded: index)
                }
            }
            return min(words.count, hitCount * 40)
        }
    }

    @inline(__always)
    private static func hash(
        _ words: UnsafeBufferPointer<UInt64>,
        _ index: Int,
        bits: Int
    ) -> Int {
        let pair =
            words[index] &* 0x9e37_79b9_7f4a_7c15 ^ words[index &+ 1] &* 0xe703_7ed1_a0b4_28db
        let mixed = (pair ^ (pair &>> 32)) &* 0xa076_1d64_78bd_642f
        return Int(truncatingIfNeeded: mixed &>> UInt64(64 - bits))
    }

    /// The number of tokens; their literal counts, copy counts and distances as streams; the
    /// literals as a stream, which `writeLiterals` writes: it is given them and their ranges.
    static func write(
        _ words: UnsafeBufferPointer<UInt64>,
        as encoding: Encoding = .repeats,
        encoder: WordEncoder,
        into out: inout [UInt8],
        writeLiterals: ([UInt64], [Range<Int>], inout [UInt8]) -> Void
    ) {
        let tokens = tokenize(words)
        var literals: [UInt64] = []
        var ranges: [Range<Int>] = []
        var next = 0
        for token in tokens {
            ranges.append(next..<(next + token.literalCount))
            literals.append(contentsOf: words[next..<(next + token.literalCount)])
            next += token.literalCount + token.copyCount
        }
        out.append(encoding)
        out.appendVarint(tokens.count)
        encoder.encodeLeaf(tokens.map { UInt64($0.literalCount) }, into: &out)
        encoder.encodeLeaf(tokens.map { UInt64($0.copyCount) }, into: &out)
        encoder.encodeLeaf(tokens.map { UInt64($0.distance) }, into: &out)
        writeLiterals(literals, ranges, &out)
    }

    private static func tokenize(_ words: UnsafeBufferPointer<UInt64>) -> [Token] {
        let bits = max(8, min(16, bitWidth(UInt64(words.count))))
        var recent = [Int32](repeating: -1, count: 1 << bits)
        var tokens: [Token] = []
        var index = 0
        var literalStart = 0
        while index + 1 < words.count {
            let slot = hash(words, index, bits: bits)
            let earlier = Int(recent[slot])
            recent[slot] = Int32(truncatingIfNeeded: index)
            var count = 0
            if earlier >= 0 {
                while index + count < words.count, words[earlier + count] == words[index + count] {
                    count += 1
                }
            }
            guard count >= copyCountMin else {
                index += 1
                continue
            }
            tokens.append(
                Token(
                    literalCount: index - literalStart,
                    copyCount: count,
                    distance: index - earlier
                )
            )
            for position in stride(from: index + 1, to: min(index + count, words.count - 1), by: 4)
            {
                recent[hash(words, position, bits: bits)] = Int32(truncatingIfNeeded: position)
            }
            index += count
            literalStart = index
        }
        if literalStart < words.count {
            tokens.append(
                Token(literalCount: words.count - literalStart, copyCount: 0, distance: 0)
            )
        }
        return tokens
    }

    /// Reads what follows the encoding; the literals with `readLiterals`.
    static func read(
        _ reader: inout ByteReader,
        count: Int,
        depth: Int,
        readLiterals: (inout ByteReader, Int) throws(BlockError) -> [UInt64]
    ) throws(BlockError) -> [UInt64] {
        let tokenCount = try reader.count(limit: count)
        let literalCounts = try WordDecoder.decode(&reader, count: tokenCount, depth: depth)
        let copyCounts = try WordDecoder.decode(&reader, count: tokenCount, depth: depth)
        let distances = try WordDecoder.decode(&reader, count: tokenCount, depth: depth)
        var literalTotal = 0
        var total = 0
        for token in 0..<tokenCount {
            let literalCount = literalCounts[token]
            let copyCount = copyCounts[token]
            let limit = UInt64(count - total)
            guard literalCount <= limit, copyCount <= limit - literalCount else {
                throw reader.error(.outOfBounds(literalCount | copyCount, limit: limit))
            }
            literalTotal += Int(literalCount)
            total += Int(literalCount)
            // A copy starts at a word that is there already.
            guard copyCount == 0 || (1...UInt64(max(1, total))).contains(distances[token]),
                copyCount == 0 || total > 0
            else { throw reader.error(.outOfBounds(distances[token], limit: UInt64(total))) }
            total += Int(copyCount)
        }
        guard total == count else {
            throw reader.error(.valueCountMismatch(expected: count, found: total))
        }
        let literals = try readLiterals(&reader, literalTotal)
        return expand(literals, literalCounts, copyCounts, distances, count: count)
    }

    /// The counts and distances have been checked: all lie within `count`.
    private static func expand(
        _ literals: [UInt64],
        _ literalCounts: [UInt64],
        _ copyCounts: [UInt64],
        _ distances: [UInt64],
        count: Int
    ) -> [UInt64] {
        [UInt64](unsafeUninitializedCapacity: count + WordDecoder.spareCount) {
            target,
            initializedCount in
            var next = 0
            var nextLiteral = 0
            for token in literalCounts.indices {
                for _ in 0..<Int(literalCounts[token]) {
                    target[next] = literals[nextLiteral]
                    next &+= 1
                    nextLiteral &+= 1
                }
                let distance = Int(truncatingIfNeeded: distances[token])
                for _ in 0..<Int(copyCounts[token]) {
                    target[next] = target[next &- distance]
                    next &+= 1
                }
            }
            initializedCount = next
        }
    }
}
