import DossierPrimitives

/// Encodes a column of words as the smallest stream.
///
/// 1. One pass collects bounds and runs; a sample shows how well the words, and the differences
///    between neighbours, can be bit-packed (`WordStatistics`).
/// 2. What a dictionary, runs or copies would take is estimated where the statistics allow hope.
/// 3. The cheapest by estimate is encoded; with `high` effort all that come near are, and the
///    smallest is kept.
/// 4. Its innermost stream is either bit-packed or laid out in bytes for LZ4, by trial.
struct WordEncoder {
    let effort: EncodingEffort

    private struct Candidate {
        var encoding: Encoding
        var bitCount: Int
    }

    /// Returns what it found out about the words.
    @discardableResult
    func encode(_ words: [UInt64], into out: inout [UInt8]) -> WordStatistics {
        words.withUnsafeBufferPointer { encode($0, into: &out) }
    }

    @discardableResult
    func encode(_ words: UnsafeBufferPointer<UInt64>, into out: inout [UInt8]) -> WordStatistics {
        let statistics = WordStatistics(words, effort: effort)
        encode(words, statistics, mayDivide: true, into: &out)
        return statistics
    }

    func statistics(of words: [UInt64]) -> WordStatistics {
        words.withUnsafeBufferPointer { WordStatistics($0, effort: effort) }
    }

    private func encode(
        _ words: UnsafeBufferPointer<UInt64>,
        _ statistics: WordStatistics,
        mayDivide: Bool,
        into out: inout [UInt8]
    ) {
        guard !statistics.isConstant else {
            out.append(.constant)
            out.appendVarint(statistics.minimum)
            return
        }
        if mayDivide, statistics.bitCount > words.count * 2 {
            let divisor = commonDivisor(of: words, minimum: statistics.minimum)
            if divisor > 1 {
                encodeMultiples(words, of: divisor, base: statistics.minimum, into: &out)
                return
            }
        }
        let distinct = distinctWords(words, statistics)
        var candidates = candidates(words, statistics, distinct)
        candidates.sort { $0.bitCount < $1.bitCount }
        var best: [UInt8]?
        for candidate in candidates {
            if let best {
                // Estimates know nothing of LZ4, and may be too low. What others may be better by
                // is tried at high effort; at low effort only what is smaller even by its estimate.
                if candidate.bitCount > best.count * (effort == .fast ? 6 : 64) { break }
            }
            var bytes: [UInt8] = []
            write(words, as: candidate.encoding, statistics, distinct, into: &bytes)
            if bytes.count < best?.count ?? .max { best = bytes }
        }
        out.append(contentsOf: best ?? [])
    }

    private func candidates(
        _ words: UnsafeBufferPointer<UInt64>,
        _ statistics: WordStatistics,
        _ distinct: DistinctWords?
    ) -> [Candidate] {
        let width = bitWidth(statistics.range)
        let packed = min(statistics.plainBitCount, width * words.count + 96)
        // Narrow words are left to LZ4 if they are not much smaller as differences.
        let hope = width <= 16 ? packed / 2 : packed
        var candidates = [
            Candidate(encoding: .packed, bitCount: hope),
            Candidate(encoding: .delta, bitCount: statistics.deltaBitCount),
            Candidate(encoding: .zigzagDelta, bitCount: statistics.zigzagBitCount),
        ]
        let runCount = statistics.runCount
        if runCount * 3 < words.count {
            let runBits = min(width, packed / words.count + 1) + 2
            let lengthBits = bitWidth(UInt64(words.count / runCount)) + 2
            candidates.append(
                Candidate(encoding: .runs, bitCount: runCount * (runBits + lengthBits) + 64)
            )
        }
        if let distinct {
            let codeBits = bitWidth(UInt64(distinct.values.count - 1))
            let bitCount = words.count * codeBits + distinct.values.count * width + 96
            candidates.append(Candidate(encoding: .dictionary, bitCount: bitCount))
        }
        let cheapest = min(packed, statistics.bitCount)
        if cheapest > words.count * 6, effort == .high || distinct == nil && width > 16 {
            let copyCount = LZ77Words.copyCount(in: words)
            if copyCount * 8 > words.count {
                let bitCount = cheapest - cheapest / words.count * copyCount * 7 / 8
                candidates.append(Candidate(encoding: .repeats, bitCount: bitCount))
            }
        }
        return candidates
    }

    private func distinctWords(
        _ words: UnsafeBufferPointer<UInt64>,
        _ statistics: WordStatistics
    ) -> DistinctWords? {
        // A dictionary can't be much better than words of few bits, nor than long runs, nor than
        // bits that are as few as codes would take.
        guard statistics.plainBitCount > words.count * 3, statistics.runCount * 8 > words.count,
            let count = DistinctWords.estimatedCount(in: words),
            bitWidth(UInt64(count - 1)) * words.count < statistics.plainBitCount * 7 / 8
        else { return nil }
        return DistinctWords(words, limit: words.count / 2)
    }

    private func write(
        _ words: UnsafeBufferPointer<UInt64>,
        as encoding: Encoding,
        _ statistics: WordStatistics,
        _ distinct: DistinctWords?,
        into out: inout [UInt8]
    ) {
        switch encoding {
        case .delta, .zigzagDelta:
            writeDeltas(words, as: encoding, into: &out)
        case .runs:
            writeRuns(words, runCount: statistics.runCount, into: &out)
        case .dictionary:
            if let distinct { writeDictionary(distinct, into: &out) }
        case .repeats where statistics.deltaBitCount < statistics.plainBitCount:
            writeDeltas(words, as: .delta, areRepeated: true, into: &out)
        case .repeats:
            writeRepeats(words, into: &out)
        default:
            let leaf = LeafWords(
                words: words,
                minimum: statistics.minimum,
                maximum: statistics.maximum,
                effort: effort
            )
            leaf.write(into: &out)
        }
    }

    /// Encodes words without looking for more than the bits that they take.
    func encodeLeaf(_ words: [UInt64], into out: inout [UInt8]) {
        words.withUnsafeBufferPointer { words in
            let (minimum, maximum) = signedBounds(words)
            LeafWords(words: words, minimum: minimum, maximum: maximum, effort: effort)
                .write(into: &out)
        }
    }

    private func encodeMultiples(
        _ words: UnsafeBufferPointer<UInt64>,
        of divisor: UInt64,
        base: UInt64,
        into out: inout [UInt8]
    ) {
        out.append(.multiples)
        out.appendSigned(base)
        out.appendVarint(divisor)
        let quotients = words.map { ($0 &- base) / divisor }
        quotients.withUnsafeBufferPointer { quotients in
            let statistics = WordStatistics(quotients, effort: effort)
            encode(quotients, statistics, mayDivide: false, into: &out)
        }
    }

    private func writeDeltas(
        _ words: UnsafeBufferPointer<UInt64>,
        as encoding: Encoding,
        areRepeated: Bool = false,
        into out: inout [UInt8]
    ) {
        out.append(encoding)
        out.appendSigned(words[0])
        let count = words.count - 1
        let differences = [UInt64](unsafeUninitializedCapacity: count) { target, initialized in
            if encoding == .delta {
                for index in 0..<count { target[index] = words[index &+ 1] &- words[index] }
            } else {
                for index in 0..<count {
                    target[index] = zigzag(words[index &+ 1] &- words[index])
                }
            }
            initialized = count
        }
        if areRepeated {
            differences.withUnsafeBufferPointer { writeRepeats($0, into: &out) }
        } else {
            encodeLeaf(differences, into: &out)
        }
    }

    private func writeRepeats(
        _ words: UnsafeBufferPointer<UInt64>,
        into out: inout [UInt8]
    ) {
        LZ77Words.write(words, encoder: self, into: &out) { literals, _, out in
            encodeLeaf(literals, into: &out)
        }
    }

    /// The number of runs; their values as a stream; their lengths as a stream.
    private func writeRuns(
        _ words: UnsafeBufferPointer<UInt64>,
        runCount: Int,
        into out: inout [UInt8]
    ) {
        var values: [UInt64] = []
        var lengths: [UInt64] = []
        values.reserveCapacity(runCount)
        lengths.reserveCapacity(runCount)
        var start = 0
        for index in 1...words.count where index == words.count || words[index] != words[start] {
            values.append(words[start])
            lengths.append(UInt64(index - start))
            start = index
        }
        out.append(.runs)
        out.appendVarint(values.count)
        encode(values, into: &out)
        encode(lengths, into: &out)
    }

    /// The number of distinct values; they as a stream; a code for each word as a stream.
    private func writeDictionary(_ distinct: DistinctWords, into out: inout [UInt8]) {
        let isSmall = distinct.values.count * 16 <= distinct.codes.count
        let best =
            effort == .high
            ? smaller(of: distinct, distinct.sorted()) : isSmall ? distinct.sorted() : distinct
        out.append(.dictionary)
        out.appendVarint(best.values.count)
        encode(best.values, into: &out)
        encodeLeaf(best.codes, into: &out)
    }

    /// Values in ascending order take less, and their codes more where equal words lie together.
    private func smaller(of first: DistinctWords, _ sorted: DistinctWords) -> DistinctWords {
        func bitCount(_ words: [UInt64]) -> Int {
            words.withUnsafeBufferPointer { words in
                WordStatistics(words, effort: effort).bitCount
            }
        }
        let firstBits = bitCount(first.values) + bitCount(first.codes)
        let sortedBits = bitCount(sorted.values) + bitCount(sorted.codes)
        return firstBits <= sortedBits ? first : sorted
    }
}
