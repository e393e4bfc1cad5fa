import DossierPrimitives

/// Statistics of a column, from one pass and a closer look at a sample, by which its encoding is
/// chosen.
struct WordStatistics {
    /// As signed numbers.
    let minimum: UInt64
    let maximum: UInt64
    let runCount: Int
    /// About what the column takes in bits: as it is, as differences between neighbours, and as
    /// such with the sign in the lowest bit.
    private(set) var plainBitCount = 0
    private(set) var deltaBitCount = 0
    private(set) var zigzagBitCount = 0

    /// About the size of the column in the best of these.
    var bitCount: Int { min(plainBitCount, deltaBitCount, zigzagBitCount) }

    var range: UInt64 { maximum &- minimum }
    var isConstant: Bool { minimum == maximum }

    init(_ words: UnsafeBufferPointer<UInt64>, effort: EncodingEffort) {
        (minimum, maximum) = signedBounds(words)
        var runCount = words.isEmpty ? 0 : 1
        for index in 0..<max(0, words.count - 1) {
            runCount &+= words[index] == words[index &+ 1] ? 0 : 1
        }
        self.runCount = runCount
        if minimum != maximum { sample(words, effort: effort) }
    }

    private mutating func sample(_ words: UnsafeBufferPointer<UInt64>, effort: EncodingEffort) {
        // The first word has none before it.
        let sample = SampledBlocks(count: words.count - 1, effort: effort)
        var plain = LeafEstimate(base: minimum)
        var delta = LeafEstimate(base: nil)
        var signed = LeafEstimate(base: 0)
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: sample.blockCount * 2) { scratch in
            scratch.initialize(repeating: 0)
            let deltas = UnsafeMutableBufferPointer(rebasing: scratch[..<sample.blockCount])
            let zigzags = UnsafeMutableBufferPointer(rebasing: scratch[sample.blockCount...])
            for start in sample.starts {
                for index in 0..<sample.blockCount {
                    let difference = words[start &+ index &+ 1] &- words[start &+ index]
                    deltas[index] = difference
                    zigzags[index] = zigzag(difference)
                }
                let range = (start + 1)..<(start + 1 + sample.blockCount)
                plain.add(UnsafeBufferPointer(rebasing: words[range]))
                delta.add(UnsafeBufferPointer(deltas))
                signed.add(UnsafeBufferPointer(zigzags))
            }
        }
        plainBitCount = plain.bitCount(scaledTo: words.count)
        deltaBitCount = delta.bitCount(scaledTo: words.count) + 80
        zigzagBitCount = signed.bitCount(scaledTo: words.count) + 80
    }
}

/// Blocks spread evenly over a column.
struct SampledBlocks {
    let blockCount: Int
    let starts: [Int]

    init(count: Int, effort: EncodingEffort) {
        blockCount = min(PackedPlan.blockCount, count)
        let limit = effort == .fast ? 8 : 64
        let sampleCount = blockCount == 0 ? 0 : max(1, min(limit, count / blockCount))
        let last = count - blockCount
        starts = (0..<sampleCount).map { $0 * last / max(1, sampleCount - 1) }
    }
}

/// The estimated size of words as the innermost stream, by a sample.
struct LeafEstimate {
    /// Nil if the words are not for Huffman coding.
    private let base: UInt64?
    private var wordCount = 0
    private var packedBitCount = 0
    private var widthCounts = [Int](repeating: 0, count: 65)
    private var previousBase: UInt64 = 0

    init(base: UInt64?) {
        self.base = base
    }

    mutating func add(_ block: UnsafeBufferPointer<UInt64>) {
        let plan = PackedPlan(block, previousBase: previousBase)
        previousBase = plan.base
        packedBitCount += plan.bitCount
        wordCount += block.count
        guard let base else { return }
        widthCounts.withUnsafeMutableBufferPointer { counts in
            for word in block { counts[bitWidth(word &- base)] &+= 1 }
        }
    }

    /// Whether words vary so much that a code for their widths pays for being slower.
    func isHuffmanCoded(scaledTo count: Int) -> Bool {
        huffmanBitCount(scaledTo: count) * 33 < packedBitCount(scaledTo: count) * 32
    }

    func bitCount(scaledTo count: Int) -> Int {
        isHuffmanCoded(scaledTo: count)
            ? huffmanBitCount(scaledTo: count) : packedBitCount(scaledTo: count)
    }

    private func packedBitCount(scaledTo count: Int) -> Int {
        packedBitCount * count / max(1, wordCount)
    }

    private func huffmanBitCount(scaledTo count: Int) -> Int {
        guard base != nil, wordCount > 0 else { return Int.max / 64 }
        return HuffmanWords.bitCount(widthCounts) * count / wordCount + HuffmanWords.headerBitCount
    }
}
