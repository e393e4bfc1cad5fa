/// Words as differences to a base in a whole number of bytes, so that LZ4 finds what repeats.
///
/// `bytes` keeps the bytes of a word together, `planes` puts the lowest bytes of all words first,
/// then the next ones: the better the less the high bytes vary.
enum ByteWords {
    static func width(of range: UInt64) -> Int { (bitWidth(range) + 7) / 8 }

    /// Encoding, base, width in bytes, section.
    static func write(
        _ words: UnsafeBufferPointer<UInt64>,
        as encoding: Encoding,
        minimum: UInt64,
        width: Int,
        effort: EncodingEffort,
        into out: inout [UInt8]
    ) {
        out.append(encoding)
        out.appendSigned(minimum)
        out.append(UInt8(width))
        let raw = layout(words, as: encoding, minimum: minimum, width: width)
        let level: LZ4.Level = effort == .high ? .high : width <= 2 ? .middle : .fast
        raw.withUnsafeBytes { ByteSection.write($0, level: level, into: &out) }
    }

    static func layout(
        _ words: UnsafeBufferPointer<UInt64>,
        as encoding: Encoding,
        minimum: UInt64,
        width: Int
    ) -> [UInt8] {
        let byteCount = words.count * width
        return [UInt8](unsafeUninitializedCapacity: byteCount) { target, initializedCount in
            if width == 1 {
                for (index, word) in words.enumerated() {
                    target[index] = UInt8(truncatingIfNeeded: word &- minimum)
                }
            } else if encoding == .planes {
                for plane in 0..<width {
                    let shift = UInt64(8 * plane)
                    let start = plane * words.count
                    for (index, word) in words.enumerated() {
                        target[start &+ index] =
                            UInt8(truncatingIfNeeded: (word &- minimum) &>> shift)
                    }
                }
            } else if width == 8 {
                let raw = UnsafeMutableRawBufferPointer(target)
                for (index, word) in words.enumerated() {
                    raw.storeBytes(
                        of: (word &- minimum).littleEndian,
                        toByteOffset: 8 * index,
                        as: UInt64.self
                    )
                }
            } else {
                for (index, word) in words.enumerated() {
                    var rest = word &- minimum
                    for byte in (index * width)..<(index * width + width) {
                        target[byte] = UInt8(truncatingIfNeeded: rest)
                        rest &>>= 8
                    }
                }
            }
            initializedCount = byteCount
        }
    }

    static func read(
        _ reader: inout ByteReader,
        encoding: Encoding,
        count: Int
    ) throws(BlockError) -> [UInt64] {
        let base = try reader.signed()
        let width = Int(try reader.byte())
        guard width <= 8 else { throw reader.error(.outOfBounds(UInt64(width), limit: 8)) }
        // `count` is bounded by `ChunkLimits`, so the product does not overflow.
        let raw = try ByteSection.read(&reader, rawCount: count * width)
        return raw.withUnsafeBytes { raw in
            encoding == .planes
                ? joinPlanes(raw, base: base, width: width, count: count)
                : joinBytes(raw, base: base, width: width, count: count)
        }
    }

    private static func joinBytes(
        _ raw: UnsafeRawBufferPointer,
        base: UInt64,
        width: Int,
        count: Int
    ) -> [UInt64] {
        [UInt64](unsafeUninitializedCapacity: count + WordDecoder.spareCount) {
            target,
            initializedCount in
            if width == 1 {
                for index in 0..<count { target[index] = UInt64(raw[index]) &+ base }
            } else {
                BitPacking.unpack(
                    raw,
                    base: base,
                    width: 8 * width,
                    into: UnsafeMutableBufferPointer(rebasing: target[..<count])
                )
            }
            initializedCount = count
        }
    }

    private static func joinPlanes(
        _ raw: UnsafeRawBufferPointer,
        base: UInt64,
        width: Int,
        count: Int
    ) -> [UInt64] {
        [UInt64](unsafeUninitializedCapacity: count + WordDecoder.spareCount) {
            target,
            initializedCount in
            for index in 0..<count { target[index] = 0 }
            for plane in 0..<width {
                let shift = UInt64(8 * plane)
                let start = plane * count
                for index in 0..<count {
                    target[index] |= UInt64(raw[start &+ index]) &<< shift
                }
            }
            for index in 0..<count { target[index] &+= base }
            initializedCount = count
        }
    }
}
