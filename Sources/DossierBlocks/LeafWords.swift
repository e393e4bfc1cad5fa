import DossierPrimitives

/// The innermost streams: packed into bits one way or another, or whole bytes below LZ4.
struct LeafWords {
    let words: UnsafeBufferPointer<UInt64>
    /// As signed numbers.
    let minimum: UInt64
    let maximum: UInt64
    let effort: EncodingEffort

    /// Appends the words as the stream that is smallest by a sample.
    func write(into out: inout [UInt8]) {
        guard minimum != maximum else {
            out.append(.constant)
            out.appendVarint(minimum)
            return
        }
        let start = out.count
        writeBits(into: &out)
        let width = ByteWords.width(of: maximum &- minimum)
        for encoding in layouts(width: width) {
            guard isPromising(encoding, width: width, bitCount: (out.count - start) * 8) else {
                continue
            }
            var bytes: [UInt8] = []
            ByteWords.write(
                words,
                as: encoding,
                minimum: minimum,
                width: width,
                effort: effort,
                into: &bytes
            )
            // Unpacking bits is faster than LZ4: a gain has to be worth it.
            if bytes.count < (out.count - start) * 31 / 32 {
                out.replaceSubrange(start..., with: bytes)
            }
        }
    }

    /// Wide words that come again are left to other encodings, unless time does not matter.
    private func layouts(width: Int) -> [Encoding] {
        width == 1 ? [.bytes] : effort == .fast && width > 2 ? [.planes] : [.planes, .bytes]
    }

    private func writeBits(into out: inout [UInt8]) {
        let flatBitCount = bitWidth(maximum &- minimum) * words.count
        let base = Int64(bitPattern: minimum) < 0 ? minimum : 0
        var estimate = LeafEstimate(base: base)
        let sample = SampledBlocks(count: words.count, effort: effort)
        for start in sample.starts {
            estimate.add(
                UnsafeBufferPointer(rebasing: words[start..<(start + sample.blockCount)])
            )
        }
        if estimate.bitCount(scaledTo: words.count) * 33 > flatBitCount * 32 || words.count < 32 {
            PackedWords.writeFlat(words, minimum: minimum, maximum: maximum, into: &out)
        } else if estimate.isHuffmanCoded(scaledTo: words.count) {
            HuffmanWords.write(words, base: base, into: &out)
        } else {
            PackedWords.writePacked(words, into: &out)
        }
    }

    /// Whether LZ4 may make less of the bytes of the words than they take in bits: as a sample
    /// says, or always where time does not matter.
    private func isPromising(_ encoding: Encoding, width: Int, bitCount: Int) -> Bool {
        guard words.count >= 32 else { return false }
        if effort == .high { return true }
        let count = min(words.count, width <= 2 ? max(4096, words.count / 8) : 256)
        let start = (words.count - count) / 2
        let sample = UnsafeBufferPointer(rebasing: words[start..<(start + count)])
        let raw = ByteWords.layout(sample, as: encoding, minimum: minimum, width: width)
        return raw.withUnsafeBytes { raw in
            guard let packed = LZ4.compress(raw, level: .fast) else { return false }
            var byteCount = packed.count
            if width <= 2 {
                // What these get in the end, and a little more to find in the whole column.
                byteCount = (LZ4.compress(raw, level: .middle)?.count ?? raw.count) * 3 / 4
            }
            return byteCount * 8 * words.count < count * bitCount
        }
    }
}
