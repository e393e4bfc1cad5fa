import DossierPrimitives

/// Streams of bit-packed words: `flat`, with one base and width, and `packed`, in blocks.
enum PackedWords {
    /// Base, width, bits.
    static func writeFlat(
        _ words: UnsafeBufferPointer<UInt64>,
        minimum: UInt64,
        maximum: UInt64,
        into out: inout [UInt8]
    ) {
        // A base that saves no bit is left out.
        let isBased =
            Int64(bitPattern: minimum) < 0 || bitWidth(maximum &- minimum) < bitWidth(maximum)
        let base = isBased ? minimum : 0
        let width = bitWidth(maximum &- base)
        out.append(.flat)
        out.appendSigned(base)
        out.append(UInt8(width))
        out.appendBytes(BitPacking.byteCount(count: words.count, width: width)) { target in
            BitPacking.pack(words, base: base, width: width, into: target)
        }
    }

    static func readFlat(
        _ reader: inout ByteReader,
        count: Int
    ) throws(BlockError) -> [UInt64] {
        let base = try reader.signed()
        let width = try reader.width()
        let bits = try reader.take(BitPacking.byteCount(count: count, width: width))
        return [UInt64](unsafeUninitializedCapacity: count + WordDecoder.spareCount) {
            buffer,
            initializedCount in
            let target = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
            BitPacking.unpack(bits, base: base, width: width, into: target)
            initializedCount = count
        }
    }

    /// The bases, widths and numbers of exceptions of the blocks, each as a stream; the bits; the
    /// positions of the exceptions within their block; what lies above the bits of each exception.
    static func writePacked(_ words: UnsafeBufferPointer<UInt64>, into out: inout [UInt8]) {
        var plans: [PackedPlan] = []
        plans.reserveCapacity(words.count / PackedPlan.blockCount + 1)
        var byteCount = 0
        for range in blocks(of: words.count) {
            let block = UnsafeBufferPointer(rebasing: words[range])
            let plan = PackedPlan(block, previousBase: plans.last?.base ?? 0)
            byteCount += BitPacking.byteCount(count: block.count, width: plan.width)
            plans.append(plan)
        }
        out.append(.packed)
        writeSide(plans.map { $0.base }, into: &out)
        writeSide(plans.map { UInt64($0.width) }, into: &out)
        writeSide(plans.map { UInt64($0.exceptionCount) }, into: &out)
        out.appendBytes(byteCount) { target in
            var offset = 0
            for (range, plan) in zip(blocks(of: words.count), plans) {
                let end = offset + BitPacking.byteCount(count: range.count, width: plan.width)
                BitPacking.pack(
                    UnsafeBufferPointer(rebasing: words[range]),
                    base: plan.base,
                    width: plan.width,
                    into: UnsafeMutableRawBufferPointer(rebasing: target[offset..<end])
                )
                offset = end
            }
        }
        writeExceptions(words, plans, into: &out)
    }

    private static func writeExceptions(
        _ words: UnsafeBufferPointer<UInt64>,
        _ plans: [PackedPlan],
        into out: inout [UInt8]
    ) {
        var highs: [UInt8] = []
        for (range, plan) in zip(blocks(of: words.count), plans) where plan.exceptionCount > 0 {
            for index in range {
                let high = arithmeticShift(words[index] &- plan.base, by: plan.width)
                guard high != 0 else { continue }
                out.append(UInt8(index - range.lowerBound))
                highs.appendSigned(high)
            }
        }
        out.append(contentsOf: highs)
    }

    static func readPacked(
        _ reader: inout ByteReader,
        count: Int,
        depth: Int
    ) throws(BlockError) -> [UInt64] {
        let blockCount = (count + PackedPlan.blockCount - 1) / PackedPlan.blockCount
        let bases = try WordDecoder.decode(&reader, count: blockCount, depth: depth)
        let widths = try WordDecoder.decode(&reader, count: blockCount, depth: depth)
        let exceptionCounts = try WordDecoder.decode(&reader, count: blockCount, depth: depth)
        var byteCount = 0
        for (range, width) in zip(blocks(of: count), widths) {
            guard width <= 64 else { throw reader.error(.outOfBounds(width, limit: 64)) }
            byteCount += BitPacking.byteCount(count: range.count, width: Int(width))
        }
        let bits = try reader.take(byteCount)
        var words = [UInt64](unsafeUninitializedCapacity: count + WordDecoder.spareCount) {
            buffer,
            initializedCount in
            // The widths were summed up above, so the offsets end exactly with the bits.
            var offset = 0
            for (block, range) in blocks(of: count).enumerated() {
                let width = Int(widths[block])
                BitPacking.unpack(
                    UnsafeRawBufferPointer(rebasing: bits[offset...]),
                    base: bases[block],
                    width: width,
                    into: UnsafeMutableBufferPointer(rebasing: buffer[range])
                )
                offset += BitPacking.byteCount(count: range.count, width: width)
            }
            initializedCount = count
        }
        try readExceptions(&reader, exceptionCounts, widths, into: &words)
        return words
    }

    private static func readExceptions(
        _ reader: inout ByteReader,
        _ counts: [UInt64],
        _ widths: [UInt64],
        into words: inout [UInt64]
    ) throws(BlockError) {
        var total = 0
        for count in counts {
            guard count <= UInt64(PackedPlan.blockCount) else {
                throw reader.error(.outOfBounds(count, limit: UInt64(PackedPlan.blockCount)))
            }
            total += Int(count)
        }
        let positions = try reader.take(total)
        var next = 0
        for block in counts.indices where counts[block] > 0 {
            for _ in 0..<counts[block] {
                let index = block * PackedPlan.blockCount + Int(positions[next])
                next += 1
                guard index < words.count, positions[next - 1] < PackedPlan.blockCount else {
                    throw reader.error(
                        .outOfBounds(UInt64(index), limit: UInt64(words.count))
                    )
                }
                words[index] &+= try reader.signed() << widths[block]
            }
        }
    }

    /// The ranges of words that make up the blocks.
    private static func blocks(of count: Int) -> some Sequence<Range<Int>> {
        stride(from: 0, to: count, by: PackedPlan.blockCount).lazy.map { start in
            start..<min(count, start + PackedPlan.blockCount)
        }
    }

    /// Writes a short stream that describes another one.
    static func writeSide(_ words: [UInt64], into out: inout [UInt8]) {
        words.withUnsafeBufferPointer { words in
            let (minimum, maximum) = signedBounds(words)
            if minimum == maximum {
                out.append(.constant)
                out.appendVarint(minimum)
                return
            }
            writeFlat(words, minimum: minimum, maximum: maximum, into: &out)
        }
    }
}

/// A word moved right as a signed number; 64 or more bits leave only its sign.
@inline(__always)
func arithmeticShift(_ word: UInt64, by width: Int) -> UInt64 {
    UInt64(bitPattern: Int64(bitPattern: word) >> Int64(width))
}

/// The smallest and the largest word as signed numbers; 0 and 0 if there are none.
func signedBounds(_ words: UnsafeBufferPointer<UInt64>) -> (minimum: UInt64, maximum: UInt64) {
    guard let first = words.first.map({ Int64(bitPattern: $0) }) else { return (0, 0) }
    // Two of each, so that a comparison need not wait for the one before.
    var minimum = (first, first)
    var maximum = (first, first)
    var index = 0
    while index &+ 1 < words.count {
        let (even, odd) = (
            Int64(bitPattern: words[index]), Int64(bitPattern: words[index &+ 1])
        )
        minimum.0 = even < minimum.0 ? even : minimum.0
        minimum.1 = odd < minimum.1 ? odd : minimum.1
        maximum.0 = even > maximum.0 ? even : maximum.0
        maximum.1 = odd > maximum.1 ? odd : maximum.1
        index &+= 2
    }
    let last = Int64(bitPattern: words[words.count - 1])
    return (
        UInt64(bitPattern: min(minimum.0, minimum.1, last)),
        UInt64(bitPattern: max(maximum.0, maximum.1, last))
    )
}

extension [UInt8] {
    /// Appends `count` bytes that `fill` writes.
    mutating func appendBytes(_ count: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
        let start = self.count
        append(contentsOf: repeatElement(0, count: count))
        withUnsafeMutableBytes { bytes in
            fill(UnsafeMutableRawBufferPointer(rebasing: bytes[start...]))
        }
    }
}
