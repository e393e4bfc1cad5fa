package import DossierColumns

/// Neighbouring fragments of long texts, as they are stored: their lengths as a stream, then the
/// bytes of all as a section.
package enum FragmentPack {
    /// A pack has about so many bytes, before compression: enough for LZ4's window, and little to
    /// decompress for one fragment.
    package static let byteCountUsual = 128 << 10
    /// A pack never has more fragments.
    package static let fragmentCountMax = 1 << 16

    /// Encodes fragments, given as ranges of the bytes of long texts.
    package static func encode(
        _ fragments: ArraySlice<Range<Int>>,
        of bytes: UnsafeRawBufferPointer,
        effort: EncodingEffort
    ) -> [UInt8] {
        var out: [UInt8] = []
        WordEncoder(effort: effort).encode(fragments.map { UInt64($0.count) }, into: &out)
        var raw: [UInt8] = []
        raw.reserveCapacity(fragments.reduce(0) { $0 + $1.count })
        for range in fragments { raw.append(contentsOf: bytes[range]) }
        raw.withUnsafeBytes {
            ByteSection.write($0, level: effort == .fast ? .fast : .high, into: &out)
        }
        return out
    }

    /// The fragments of a pack, in their order.
    package static func decode(_ bytes: [UInt8], count: Int) throws(BlockError) -> StringTable {
        let limit = fragmentCountMax
        guard (1...limit).contains(count) else {
            let found = UInt64(bitPattern: Int64(count))
            throw BlockError(.outOfBounds(found, limit: UInt64(limit)), byteOffset: 0)
        }
        return try bytes.withUnsafeBufferPointer { (bytes) throws(BlockError) in
            var reader = ByteReader(UnsafeRawBufferPointer(bytes), valueCount: count)
            let fragments = try TextColumn.readStrings(&reader, count: count)
            guard reader.remainingCount == 0 else {
                throw reader.error(.trailingBytes(reader.remainingCount))
            }
            return fragments
        }
    }
}
