internal import DossierPrimitives

/// Cuts long texts into fragments where their content says so: what two texts have in common is cut
/// alike, wherever in them it lies.
///
/// The method is FastCDC's (Xia et al., USENIX ATC 2016). A rolling hash covers the last 64 bytes; a
/// fragment ends where the hash has zeros in all bits of a mask. The mask has more bits before the
/// usual length and fewer after it, so that lengths vary little, and no byte before the minimum
/// length is hashed unless the hash at that length needs it.
package enum FragmentCutter {
    /// Shorter texts are not cut.
    package static let textByteCountMin = 32_768
    package static let byteCountMin = 2_048
    static let byteCountUsual = 4_096
    package static let byteCountMax = 32_768

    private static let windowByteCount = 64
    // 2^14 and 2^10 bytes between ends on average. The highest bits depend on all of the window.
    private static let strictMask: UInt64 = 0x3fff << 50
    private static let laxMask: UInt64 = 0x03ff << 54

    /// Where the fragments of a text end, ascending; the last one is its length.
    ///
    /// Empty if the text is.
    ///
    /// - Complexity: O(bytes), of which about half are hashed.
    package static func ends(of text: UnsafeRawBufferPointer) -> [Int] {
        var ends: [Int] = []
        ends.reserveCapacity(text.count / byteCountUsual + 1)
        gear.withUnsafeBufferPointer { gear in
            var start = 0
            while start < text.count {
                start = end(of: text, from: start, gear)
                ends.append(start)
            }
        }
        return ends
    }

    private static func end(
        of text: UnsafeRawBufferPointer,
        from start: Int,
        _ gear: UnsafeBufferPointer<UInt64>
    ) -> Int {
        let limit = min(text.count, start + byteCountMax)
        let first = start + byteCountMin
        if first >= limit { return limit }
        var hash: UInt64 = 0
        var index = first - windowByteCount
        while index < first {
            hash = (hash << 1) &+ gear[Int(text[index])]
            index &+= 1
        }
        let usual = min(limit, start + byteCountUsual)
        while index < usual {
            hash = (hash << 1) &+ gear[Int(text[index])]
            index &+= 1
            if hash & strictMask == 0 { return index }
        }
        while index < limit {
            hash = (hash << 1) &+ gear[Int(text[index])]
            index &+= 1
            if hash & laxMask == 0 { return index }
        }
        return limit
    }

    /// A random word for each byte.
    ///
    /// They decide where texts are cut, so stores share fragments with
    /// later commits only as long as they stay the same.
    private static let gear: [UInt64] = {
        var generator = SplitMix64(seed: 0x5eed_0f5e_6d65_6e74)
        return (0..<256).map { _ in generator.next() }
    }()
}
