import DossierPrimitives

/// Encodes and decodes columns of doubles, by their bits.
///
/// A column is cut into segments, so that each metric in it gets what suits it best: decimal
/// numbers as integers, differences to the value before by XOR, or the bits as plain words.
enum DoubleColumn {
    /// Segments are cut where groups start, but hold no fewer values than that.
    private static let segmentCountMin = 64
    private static let segmentCountMax = 4096

    /// `groupStarts`: where another series begins, ascending; a hint.
    static func encode(
        _ words: [UInt64],
        groupStarts: [Int],
        encoder: WordEncoder,
        into out: inout [UInt8]
    ) {
        words.withUnsafeBufferPointer { words in
            var segments: [UInt8] = []
            var repeats: [UInt8] = []
            // Series that several sources report, such as those of one node by each of its pods.
            if LZ77Words.copyCount(in: words) * 16 > words.count {
                writeRepeats(words, groupStarts: groupStarts, encoder: encoder, into: &repeats)
            }
            if repeats.isEmpty || encoder.effort == .high || repeats.count > words.count * 5 {
                encodeSegments(words, groupStarts: groupStarts, encoder: encoder, into: &segments)
            }
            let isRepeated =
                segments.isEmpty || !repeats.isEmpty && repeats.count < segments.count
            out.append(contentsOf: isRepeated ? repeats : segments)
        }
    }

    private static func writeRepeats(
        _ words: UnsafeBufferPointer<UInt64>,
        groupStarts: [Int],
        encoder: WordEncoder,
        into out: inout [UInt8]
    ) {
        LZ77Words.write(
            words,
            as: .repeatedDoubles,
            encoder: encoder,
            into: &out
        ) { literals, ranges, out in
            literals.withUnsafeBufferPointer {
                encodeSegments(
                    $0,
                    groupStarts: starts(groupStarts, amongLiteralsIn: ranges),
                    encoder: encoder,
                    into: &out
                )
            }
        }
    }

    /// Where the groups start when only the words in `ranges` are left.
    private static func starts(
        _ groupStarts: [Int],
        amongLiteralsIn ranges: [Range<Int>]
    ) -> [Int] {
        var starts: [Int] = []
        var literalCount = 0
        var next = groupStarts.startIndex
        for range in ranges {
            while next < groupStarts.endIndex, groupStarts[next] < range.upperBound {
                let start = literalCount + max(0, groupStarts[next] - range.lowerBound)
                if start > starts.last ?? 0 { starts.append(start) }
                next += 1
            }
            literalCount += range.count
        }
        return starts
    }

    private static func encodeSegments(
        _ words: UnsafeBufferPointer<UInt64>,
        groupStarts: [Int],
        encoder: WordEncoder,
        into out: inout [UInt8]
    ) {
        let segments = segments(count: words.count, groupStarts: groupStarts)
        if segments.count > 1 {
            out.append(.segments)
            out.appendVarint(segments.count)
            encoder.encode(segments.map { UInt64($0.count) }, into: &out)
        }
        for segment in segments {
            encode(
                segment: UnsafeBufferPointer(rebasing: words[segment]),
                encoder: encoder,
                into: &out
            )
        }
    }

    private static func segments(count: Int, groupStarts: [Int]) -> [Range<Int>] {
        var segments: [Range<Int>] = []
        var start = 0
        func cut(at end: Int) {
            while end - start > segmentCountMax {
                segments.append(start..<(start + segmentCountMax))
                start += segmentCountMax
            }
        }
        for group in groupStarts where group - start >= segmentCountMin && group < count {
            cut(at: group)
            segments.append(start..<group)
            start = group
        }
        cut(at: count)
        segments.append(start..<count)
        return segments
    }

    private static func encode(
        segment words: UnsafeBufferPointer<UInt64>,
        encoder: WordEncoder,
        into out: inout [UInt8]
    ) {
        let start = out.count
        let isConstant = words.allSatisfy { $0 == words[0] }
        if !isConstant, let decimals = DecimalDoubles(words) {
            decimals.write(encoder, into: &out)
            // Integers of few bits are hard to beat.
            if encoder.effort == .fast, out.count - start < words.count * 4 { return }
        }
        var bits: [UInt8] = []
        encoder.encode(words, into: &bits)
        if out.count == start || bits.count < out.count - start {
            out.replaceSubrange(start..., with: bits)
        }
        if !isConstant, mayGainFromXOR(words, byteCount: out.count - start, encoder) {
            var xors: [UInt8] = [Encoding.xor.rawValue]
            encoder.encodeLeaf(neighbourXORs(words), into: &xors)
            if xors.count < out.count - start { out.replaceSubrange(start..., with: xors) }
        }
    }

    /// Looks at a sample only.
    private static func mayGainFromXOR(
        _ words: UnsafeBufferPointer<UInt64>,
        byteCount: Int,
        _ encoder: WordEncoder
    ) -> Bool {
        if encoder.effort == .high { return true }
        let start = words.count / 2
        let sample = UnsafeBufferPointer(rebasing: words[start..<min(start + 128, words.count)])
        var estimate = LeafEstimate(base: 0)
        neighbourXORs(sample).withUnsafeBufferPointer {
            // The first one has no neighbour in the sample.
            estimate.add(UnsafeBufferPointer(rebasing: $0.dropFirst()))
        }
        return estimate.bitCount(scaledTo: words.count) < byteCount * 8
    }

    private static func neighbourXORs(_ words: UnsafeBufferPointer<UInt64>) -> [UInt64] {
        var previous: UInt64 = 0
        return words.map { word in
            defer { previous = word }
            return word ^ previous
        }
    }

    static func decode(
        _ reader: inout ByteReader,
        count: Int,
        depth: Int = 0
    ) throws(BlockError) -> [UInt64] {
        switch try reader.peekEncoding() {
        case .repeatedDoubles where depth == 0:
            _ = try reader.byte()
            return try LZ77Words.read(&reader, count: count, depth: depth + 1) {
                (reader, count) throws(BlockError) in
                try decode(&reader, count: count, depth: depth + 1)
            }
        case .segments where depth <= 1:
            return try decodeSegments(&reader, count: count, depth: depth + 1)
        case .decimal:
            _ = try reader.byte()
            try reader.spend(words: count)
            return try DecimalDoubles.read(&reader, count: count, depth: depth + 1)
        case .xor:
            _ = try reader.byte()
            var words = try WordDecoder.decode(&reader, count: count, depth: depth + 1)
            var previous: UInt64 = 0
            for index in words.indices {
                previous ^= words[index]
                words[index] = previous
            }
            return words
        default:
            return try WordDecoder.decode(&reader, count: count, depth: depth)
        }
    }

    private static func decodeSegments(
        _ reader: inout ByteReader,
        count: Int,
        depth: Int
    ) throws(BlockError) -> [UInt64] {
        _ = try reader.byte()
        let segmentCount = try reader.count(limit: count)
        let lengths = try WordDecoder.decode(&reader, count: segmentCount, depth: depth)
        var words: [UInt64] = []
        words.reserveCapacity(count)
        for length in lengths {
            guard length <= UInt64(count - words.count) else {
                throw reader.error(.outOfBounds(length, limit: UInt64(count - words.count)))
            }
            words += try decode(&reader, count: Int(length), depth: max(depth, 2))
        }
        guard words.count == count else {
            throw reader.error(.valueCountMismatch(expected: count, found: words.count))
        }
        return words
    }
}
