package import DossierColumns

/// Fragments of long texts by their numbers in the file, as far as they were read.
package struct FragmentTable: Sendable {
    private var bytes: [UInt8] = []
    private var ranges: [UInt32: Range<Int>] = [:]

    package init() {}

    package mutating func add(_ fragment: ArraySlice<UInt8>, number: UInt32) {
        let start = bytes.count
        bytes.append(contentsOf: fragment)
        ranges[number] = start..<bytes.count
    }

    /// Puts a text together and adds it to a table of strings; returns its code.
    ///
    /// Of a text longer than `byteLimit` only the start is put together, of at least so many bytes.
    /// Throws if a fragment of that is missing, or if the fragments don't have `byteCount` bytes.
    package func append(
        _ numbers: ArraySlice<UInt32>,
        byteCount: Int,
        byteLimit: Int = .max,
        to strings: inout StringTable
    ) throws(BlockError) -> UInt64 {
        // Counted before anything is allocated: damaged bytes may claim any length.
        var found: [Range<Int>] = []
        var left = byteCount
        for number in numbers where left >= 0 && byteCount - left < byteLimit {
            guard let range = ranges[number] else {
                throw BlockError(.unknownFragment(number), byteOffset: 0)
            }
            found.append(range)
            left -= range.count
        }
        guard left == 0 || left > 0 && byteCount - left >= byteLimit else {
            throw BlockError(.fragmentsDoNotFit(byteCount: byteCount), byteOffset: 0)
        }
        var text: [UInt8] = []
        text.reserveCapacity(byteCount - left)
        for range in found { text.append(contentsOf: bytes[range]) }
        return UInt64(text.withUnsafeBytes { strings.append($0) })
    }
}
