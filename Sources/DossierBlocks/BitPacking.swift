/// Words of one width in bits, laid end to end, the lowest bit first.
enum BitPacking {
    static func byteCount(count: Int, width: Int) -> Int { (count * width + 7) / 8 }

    /// Packs the lowest `width` bits of `word - base` for every word.
    ///
    /// `target` has exactly `byteCount(count:width:)` bytes.
    static func pack(
        _ words: UnsafeBufferPointer<UInt64>,
        base: UInt64,
        width: Int,
        into target: UnsafeMutableRawBufferPointer
    ) {
        precondition(target.count == byteCount(count: words.count, width: width))
        guard width > 0 else { return }
        let mask = UInt64.max >> UInt64(64 - width)
        var bits = BitWriter(target)
        var index = 0
        if width <= 32 {
            // Two words at a time are one of twice the width.
            let shift = UInt64(width)
            while index &+ 1 < words.count {
                let low = (words[index] &- base) & mask
                let high = (words[index &+ 1] &- base) & mask
                bits.put(low | high &<< shift, 2 &* shift)
                index &+= 2
            }
        }
        while index < words.count {
            bits.put((words[index] &- base) & mask, UInt64(width))
            index &+= 1
        }
        bits.finish()
    }

    /// Unpacks `target.count` words and adds `base` to each.
    ///
    /// `source` has `byteCount(count:width:)` bytes or more; those behind make the last words faster.
    static func unpack(
        _ source: UnsafeRawBufferPointer,
        base: UInt64,
        width: Int,
        into target: UnsafeMutableBufferPointer<UInt64>
    ) {
        precondition(source.count >= byteCount(count: target.count, width: width))
        guard width > 0 else {
            target.update(repeating: base)
            return
        }
        let mask = UInt64.max >> UInt64(64 - width)
        var bit = 0
        // The fast loops end with the last word whose eight, or nine, bytes are all in the source.
        let loadCount = width <= 57 ? 8 : 9
        var fastCount = 0
        if source.count >= loadCount {
            fastCount = min(target.count, ((source.count - loadCount) * 8 + 7) / width + 1)
        }
        if width <= 57 {
            for index in 0..<fastCount {
                let word = source.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self)
                let shift = UInt64(truncatingIfNeeded: bit & 7)
                target[index] = (word.littleEndian &>> shift) & mask &+ base
                bit &+= width
            }
        } else {
            for index in 0..<fastCount {
                let word = source.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self)
                let shift = UInt64(truncatingIfNeeded: bit & 7)
                // Shifting twice: a shift by 64 would be one by 0.
                let ninth = (UInt64(source[bit &>> 3 &+ 8]) &<< 1) &<< (63 &- shift)
                target[index] = (word.littleEndian &>> shift | ninth) & mask &+ base
                bit &+= width
            }
        }
        for index in fastCount..<target.count {
            target[index] = slowWord(source, bit: bit, mask: mask) &+ base
            bit &+= width
        }
    }

    /// The word that starts at a bit: gathers up to nine bytes, as far as there are any.
    private static func slowWord(
        _ source: UnsafeRawBufferPointer,
        bit: Int,
        mask: UInt64
    ) -> UInt64 {
        let first = bit >> 3
        let shift = UInt64(bit & 7)
        var word: UInt64 = 0
        for index in 0..<min(8, source.count - first) {
            word |= UInt64(source[first + index]) << UInt64(8 * index)
        }
        word >>= shift
        if shift > 0, first + 8 < source.count { word |= UInt64(source[first + 8]) << (64 - shift) }
        return word & mask
    }
}

/// Lays bits end to end, the lowest first, into memory that has room for them all.
struct BitWriter {
    private let target: UnsafeMutableRawBufferPointer
    private var open: UInt64 = 0
    private var openCount: UInt64 = 0
    /// The number of bytes that are written.
    private(set) var byteCount = 0

    init(_ target: UnsafeMutableRawBufferPointer) {
        self.target = target
    }

    /// Appends 1 to 64 bits; those of `bits` above `count` are 0.
    @inline(__always)
    mutating func put(_ bits: UInt64, _ count: UInt64) {
        open |= bits &<< openCount
        openCount &+= count
        if openCount >= 64 {
            // Only whole words that are full: never past the bytes that the bits need.
            target.storeBytes(of: open.littleEndian, toByteOffset: byteCount, as: UInt64.self)
            byteCount &+= 8
            openCount &-= 64
            open = openCount == 0 ? 0 : bits &>> (count &- openCount)
        }
    }

    /// Writes the bits that are left, in as many bytes as they need.
    mutating func finish() {
        while openCount > 0 {
            target[byteCount] = UInt8(truncatingIfNeeded: open)
            byteCount += 1
            open >>= 8
            openCount = openCount > 8 ? openCount - 8 : 0
        }
    }
}
