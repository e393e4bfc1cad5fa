import DossierPrimitives

/// Raw bytes, cut into blocks of 1 MiB that are compressed each for itself where it pays; so a
/// reader can get at a part without the rest.
///
/// The number of raw bytes, the stored size of each block, then the blocks. A block whose stored
/// size is its raw size is not compressed.
enum ByteSection {
    /// Appends a section.
    static func write(
        _ raw: UnsafeRawBufferPointer,
        level: LZ4.Level,
        into out: inout [UInt8]
    ) {
        out.appendVarint(raw.count)
        var stored: [[UInt8]?] = []
        var total = 0
        for range in blocks(of: raw.count) {
            let block = UnsafeRawBufferPointer(rebasing: raw[range])
            let packed = LZ4.compress(block, level: level)
            out.appendVarint(packed?.count ?? block.count)
            total += packed?.count ?? block.count
            stored.append(packed)
        }
        out.reserveCapacity(out.count + total)
        for (range, packed) in zip(blocks(of: raw.count), stored) {
            if let packed {
                out.append(contentsOf: packed)
            } else {
                out.append(contentsOf: UnsafeRawBufferPointer(rebasing: raw[range]))
            }
        }
    }

    /// Reads a section of exactly `rawCount` bytes; of any number of bytes if that is nil.
    static func read(
        _ reader: inout ByteReader,
        rawCount expected: Int?
    ) throws(BlockError) -> [UInt8] {
        let claimed = try reader.varint()
        // Checked before anything is allocated: LZ4 can't have made more of the bytes left.
        let limit = reader.remainingCount.multipliedReportingOverflow(by: ChunkLimits.lz4RatioMax)
        guard !limit.overflow, claimed <= UInt64(limit.partialValue) else {
            throw reader.error(.outOfBounds(claimed, limit: UInt64(limit.partialValue.magnitude)))
        }
        let rawCount = Int(claimed)
        if let expected, expected != rawCount {
            throw reader.error(.outOfBounds(claimed, limit: UInt64(expected)))
        }
        var storedCounts: [Int] = []
        for _ in blocks(of: rawCount) {
            storedCounts.append(try reader.count(limit: reader.remainingCount))
        }
        var packed: [UnsafeRawBufferPointer] = []
        for count in storedCounts { packed.append(try reader.take(count)) }

        let isIntact: Bool
        let raw: [UInt8]
        (raw, isIntact) = decompress(packed, rawCount: rawCount)
        guard isIntact else { throw reader.error(.damagedLZ4) }
        return raw
    }

    private static func decompress(
        _ packed: [UnsafeRawBufferPointer],
        rawCount: Int
    ) -> ([UInt8], isIntact: Bool) {
        var isIntact = true
        let raw = [UInt8](unsafeUninitializedCapacity: rawCount) { buffer, count in
            let target = UnsafeMutableRawBufferPointer(buffer)
            for (range, block) in zip(blocks(of: rawCount), packed) where isIntact {
                let part = UnsafeMutableRawBufferPointer(rebasing: target[range])
                if block.count == part.count {
                    part.copyMemory(from: block)
                } else {
                    isIntact = LZ4.decompress(block, into: part)
                }
            }
            count = isIntact ? rawCount : 0
        }
        return (raw, isIntact)
    }

    /// The ranges of raw bytes that make up the blocks.
    private static func blocks(of rawCount: Int) -> some Sequence<Range<Int>> {
        stride(from: 0, to: rawCount, by: ChunkLimits.sectionBlockByteCount).lazy.map { start in
            start..<min(rawCount, start + ChunkLimits.sectionBlockByteCount)
        }
    }
}
