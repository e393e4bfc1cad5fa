import DossierPrimitives

/// Words of many widths without order, such as durations: each as the Huffman code of its width in
/// bits, then its bits below the leading one.
///
/// The words are cut into four parts, each a stream of bits, which are decoded side by side: the
/// position of a word in a stream is known only when the one before it has been read.
enum HuffmanWords {
    static let partCount = 4
    /// About the size of the code table and the counts of the parts.
    static let headerBitCount = 300

    /// About how many bits words of these widths take; `counts` has an element for each width, 0 to
    /// 64.
    static func bitCount(_ counts: [Int]) -> Int {
        let total = counts.reduce(0, +)
        var bitCount = 0.0
        for (width, count) in counts.enumerated() where count > 0 {
            let code = max(1, min(logarithm(total) - logarithm(count), Double(WidthCode.lengthMax)))
            bitCount += Double(count) * (code + Double(max(0, width - 1)))
        }
        return Int(bitCount)
    }

    /// The binary logarithm of a positive number, good to a hundredth.
    private static func logarithm(_ count: Int) -> Double {
        let exponent = bitWidth(UInt64(count)) - 1
        let fraction = Double(count) / Double(1 << exponent) - 1
        return Double(exponent) + fraction * (1.34 - 0.34 * fraction)
    }

    /// Base; code; the number of bytes of each part; the parts.
    static func write(
        _ words: UnsafeBufferPointer<UInt64>,
        base: UInt64,
        into out: inout [UInt8]
    ) {
        var counts = [Int](repeating: 0, count: 65)
        for word in words { counts[bitWidth(word &- base)] &+= 1 }
        let code = WidthCode(counts: counts)
        out.append(.huffman)
        out.appendSigned(base)
        code.write(into: &out)
        var bytes: [UInt8] = []
        for part in parts(of: words.count) {
            let start = bytes.count
            write(UnsafeBufferPointer(rebasing: words[part]), base: base, code: code, into: &bytes)
            out.appendVarint(bytes.count - start)
        }
        out.append(contentsOf: bytes)
    }

    private static func write(
        _ words: UnsafeBufferPointer<UInt64>,
        base: UInt64,
        code: WidthCode,
        into out: inout [UInt8]
    ) {
        // The longest code with all its bits takes 71 bits.
        let room = words.count * 9
        var byteCount = 0
        out.appendBytes(room) { target in
            var bits = BitWriter(target)
            code.entries.withUnsafeBufferPointer { entries in
                for word in words {
                    let value = word &- base
                    let width = bitWidth(value)
                    let entry = entries[width]
                    bits.put(UInt64(entry.bits), UInt64(entry.length))
                    if width > 1 {
                        let count = UInt64(width &- 1)
                        bits.put(value & ~(1 &<< count), count)
                    }
                }
            }
            bits.finish()
            byteCount = bits.byteCount
        }
        out.removeLast(room - byteCount)
    }

    private static func parts(of count: Int) -> [Range<Int>] {
        let size = (count + partCount - 1) / partCount
        return (0..<partCount).map { part in
            min(count, part * size)..<min(count, (part + 1) * size)
        }
    }

    /// Reads what follows the encoding.
    static func read(
        _ reader: inout ByteReader,
        count: Int
    ) throws(BlockError) -> [UInt64] {
        let base = try reader.signed()
        let code = try WidthCode(&reader)
        var byteCounts: [Int] = []
        for _ in 0..<partCount { byteCounts.append(try reader.count(limit: reader.remainingCount)) }
        // A copy with room behind it, so that whole words can be loaded up to the last bit.
        var bytes: [UInt8] = []
        var starts: [Int] = []
        for byteCount in byteCounts {
            starts.append(bytes.count * 8)
            bytes.append(contentsOf: try reader.take(byteCount))
        }
        let bitCount = bytes.count * 8
        bytes.append(contentsOf: repeatElement(0, count: 24))
        let table = code.table()
        var isIntact = true
        let words = [UInt64](unsafeUninitializedCapacity: count + WordDecoder.spareCount) {
            target,
            initializedCount in
            bytes.withUnsafeBytes { bytes in
                isIntact = unpack(
                    bytes,
                    starts: starts,
                    bitCount: bitCount,
                    table: table,
                    base: base,
                    parts: parts(of: count),
                    into: target
                )
            }
            initializedCount = isIntact ? count : 0
        }
        guard isIntact else { throw reader.error(.truncated) }
        return words
    }

    /// Fills `target`; false if the bits end early.
    ///
    /// `bytes` has 24 bytes more than the bits need.
    private static func unpack(
        _ bytes: UnsafeRawBufferPointer,
        starts: [Int],
        bitCount: Int,
        table: [UInt16],
        base: UInt64,
        parts: [Range<Int>],
        into target: UnsafeMutableBufferPointer<UInt64>
    ) -> Bool {
        table.withUnsafeBufferPointer { table in
            var (first, second, third, fourth) = (starts[0], starts[1], starts[2], starts[3])
            let size = parts[0].count
            let common = parts[3].count
            for index in 0..<common {
                // Each step takes at most 72 bits, and 24 bytes follow the last bit.
                guard max(first, second, third, fourth) <= bitCount else { return false }
                target[index] = next(bytes, &first, table) &+ base
                target[size &+ index] = next(bytes, &second, table) &+ base
                target[2 &* size &+ index] = next(bytes, &third, table) &+ base
                target[3 &* size &+ index] = next(bytes, &fourth, table) &+ base
            }
            // The last part is shorter than the others, which therefore go on alone.
            for (part, start) in zip(parts, [first, second, third, fourth]) {
                var bit = start
                for index in part.dropFirst(common) {
                    guard bit <= bitCount else { return false }
                    target[index] = next(bytes, &bit, table) &+ base
                }
                guard bit <= bitCount else { return false }
            }
            return true
        }
    }

    /// The value whose code starts at a bit; moves on to the next one.
    @inline(__always)
    private static func next(
        _ bytes: UnsafeRawBufferPointer,
        _ bit: inout Int,
        _ table: UnsafeBufferPointer<UInt16>
    ) -> UInt64 {
        var word = bytes.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self).littleEndian
        word &>>= UInt64(truncatingIfNeeded: bit & 7)
        let entry = Int(table[Int(truncatingIfNeeded: word & 0xff)])
        let length = entry & 0xff
        let width = entry &>> 8
        bit &+= length
        // 64 bits less up to 7 of the position and up to 8 of the code.
        guard width <= 50 else {
            defer { bit &+= width &- 1 }
            return wide(bytes, bit, width)
        }
        let count = width &- (width == 0 ? 0 : 1)
        bit &+= count
        let leading: UInt64 = width == 0 ? 0 : 1 &<< UInt64(count)
        return ((word &>> UInt64(length)) & (1 &<< UInt64(count) &- 1)) | leading
    }

    @inline(never)
    private static func wide(
        _ bytes: UnsafeRawBufferPointer,
        _ bit: Int,
        _ width: Int
    ) -> UInt64 {
        let offset = bit >> 3
        let shift = UInt64(bit & 7)
        var word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
        word >>= shift
        if shift > 0 { word |= UInt64(bytes[offset + 8]) << (64 - shift) }
        let leading: UInt64 = 1 << UInt64(width - 1)
        return word & (leading - 1) | leading
    }
}
