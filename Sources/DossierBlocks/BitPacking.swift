/// Words of one width in bits, laid end to end, the lowest bit first.
enum BitPacking {
    static func byteCount(count: Int, width: Int) -> Int { (count * width + 7) / 8 }

    /// Packs the lowest `width` bits of `word - base` for every word. `target` has exactly
    /// `byteCount(count:width:)` bytes.
    static func pack(
        _ words: UnsafeBufferPointer<UInt64>, base: UInt64, width: Int,
        into target: UnsafeMutableRawBufferPointer
    ) {
        precondition(target.count == byteCount(count: words.count, width: width))
        guard width > 0 else { return }
        let shift = UInt64(width)
        let mask = UInt64.max >> (64 &- shift)
        var open: UInt64 = 0
        var openCount: UInt64 = 0
        var offset = 0
        for word in words {
            let value = (word &- base) & mask
            open |= value &<< openCount
            openCount &+= shift
            if openCount >= 64 {
                // Eight bytes each time 64 bits are full: never past the bytes that the bits need.
                target.storeBytes(of: open.littleEndian, toByteOffset: offset, as: UInt64.self)
                offset &+= 8
                openCount &-= 64
                open = openCount == 0 ? 0 : value &>> (shift &- openCount)
            }
        }
        while offset < target.count {
            target[offset] = UInt8(truncatingIfNeeded: open)
            open >>= 8
            offset += 1
        }
    }

    /// Unpacks `target.count` words and adds `base` to each. `source` has exactly
    /// `byteCount(count:width:)` bytes.
    static func unpack(
        _ source: UnsafeRawBufferPointer, base: UInt64, width: Int,
        into target: UnsafeMutableBufferPointer<UInt64>
    ) {
        precondition(source.count == byteCount(count: target.count, width: width))
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
        _ source: UnsafeRawBufferPointer, bit: Int, mask: UInt64
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
