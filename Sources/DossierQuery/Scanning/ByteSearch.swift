import CMemory
import Glibc

/// Finds bytes in many bytes.
///
/// Where one of the bytes is rare, as a sample tells, the search goes from one occurrence of that
/// byte to the next, which the C library does several times as fast as it looks for the whole;
/// otherwise it looks for the whole.
struct ByteSearch {
    private let needle: UnsafeRawBufferPointer
    private let bytes: UnsafeRawBufferPointer
    /// The offset of the rarest byte in the needle; nil if none is rare.
    private let rareOffset: Int?

    private static let sampleCount = 64
    private static let sampleByteCount = 256
    /// A byte is rare if at most one in this many bytes is equal to it.
    private static let rarity = 128

    /// - Precondition: `needle` is not empty.
    init(_ needle: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer) {
        precondition(!needle.isEmpty, "there is something to look for")
        self.needle = needle
        self.bytes = bytes
        var counts = [Int](repeating: 0, count: 256)
        var total = 0
        let step = max(Self.sampleByteCount, bytes.count / Self.sampleCount)
        for start in Swift.stride(from: 0, to: bytes.count, by: step) {
            for byte in bytes[start...].prefix(Self.sampleByteCount) {
                counts[Int(byte)] += 1
                total += 1
            }
        }
        let rarest = needle.indices.min { counts[Int(needle[$0])] < counts[Int(needle[$1])] }
        rareOffset = rarest.flatMap { offset in
            counts[Int(needle[offset])] * Self.rarity <= total ? offset : nil
        }
    }

    /// Where the needle is found first at `start` or after it.
    func firstOccurrence(from start: Int) -> Int? {
        guard let base = bytes.baseAddress, let pattern = needle.baseAddress,
            start + needle.count <= bytes.count
        else { return nil }
        guard let rareOffset else {
            let found = memmem(base + start, bytes.count - start, pattern, needle.count)
            return found.map { UnsafeRawPointer($0) - base }
        }
        let rare = Int32(needle[rareOffset])
        // The rare byte of the last possible occurrence of the needle.
        let end = bytes.count - needle.count + rareOffset + 1
        var next = start + rareOffset
        while next < end, let found = memchr(base + next, rare, end - next) {
            let position = UnsafeRawPointer(found) - base - rareOffset
            if memcmp(base + position, pattern, needle.count) == 0 { return position }
            next = position + rareOffset + 1
        }
        return nil
    }
}
