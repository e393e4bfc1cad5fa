/// Byte strings in one arena, numbered in the order in which they came.
///
/// `intern` finds an equal string in O(length); `append` adds one without looking.
/// The hash is seeded per table, so input can't be made to collide.
public struct StringTable: Sendable {
    public internal(set) var bytes: [UInt8] = []
    /// `offsets[code]..<offsets[code + 1]` is the range of a string in `bytes`.
    public internal(set) var offsets: [Int] = [0]

    var hashes: [UInt32] = []
    var buckets: [UInt32] = []
    var internedCount = 0
    let seed: UInt64

    package init() {
        seed = UInt64.random(in: 0 ... .max) | 1
    }

    /// A table of strings laid end to end; `offsets` starts with 0 and ends with `bytes.count`.
    package init(bytes: [UInt8], offsets: [Int]) {
        self.init()
        self.bytes = bytes
        self.offsets = offsets
    }

    /// A table of strings laid end to end, whose lengths add up to `bytes.count`.
    package init(bytes: [UInt8], lengths: [UInt64]) {
        var offsets = [0]
        offsets.reserveCapacity(lengths.count + 1)
        var end = 0
        for length in lengths {
            end &+= Int(truncatingIfNeeded: length)
            offsets.append(end)
        }
        self.init(bytes: bytes, offsets: offsets)
    }

    /// The bytes of the strings; the table can't be used any more.
    package mutating func takeBytes() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        offsets = [0]
        return taken
    }

    public var count: Int { offsets.count - 1 }
    package var byteCount: Int { bytes.count }

    /// Adds a string without looking for an equal one.
    package mutating func append(_ string: UnsafeRawBufferPointer) -> UInt32 {
        bytes.append(contentsOf: string.assumingMemoryBound(to: UInt8.self))
        offsets.append(bytes.count)
        return UInt32(offsets.count - 2)
    }

    /// Adds strings that lie end to end without looking for equal ones.
    ///
    /// `lengths` add up to the number of bytes.
    package mutating func append(_ bytes: UnsafeRawBufferPointer, lengths: [UInt64]) {
        var end = self.bytes.count
        self.bytes.append(contentsOf: bytes.assumingMemoryBound(to: UInt8.self))
        for length in lengths {
            end &+= Int(truncatingIfNeeded: length)
            offsets.append(end)
        }
    }

    /// Adds the strings of another table without looking for equal ones; returns the code of the
    /// first.
    package mutating func append(contentsOf other: StringTable) -> UInt32 {
        let first = UInt32(count)
        if first == 0, buckets.isEmpty {
            bytes = other.bytes
            offsets = other.offsets
        } else {
            let end = bytes.count
            bytes.append(contentsOf: other.bytes)
            for offset in other.offsets.dropFirst() { offsets.append(end &+ offset) }
        }
        return first
    }

    /// The code of an equal string, which is added if there is none.
    ///
    /// Only strings that were interned are found, not those that were appended.
    package mutating func intern(_ string: UnsafeRawBufferPointer) -> UInt32 {
        let hash = UInt32(truncatingIfNeeded: contentHash(string, seed: seed) >> 32)
        if internedCount &* 2 >= buckets.count { grow() }
        let mask = buckets.count - 1
        var bucket = Int(hash) & mask
        while true {
            let entry = buckets[bucket]
            if entry == 0 { break }
            let code = Int(entry) - 1
            if hashes[code] == hash && isEqual(UInt32(code), string) { return UInt32(code) }
            bucket = (bucket + 1) & mask
        }
        let code = append(string)
        while hashes.count < Int(code) { hashes.append(0) }
        hashes.append(hash)
        buckets[bucket] = code + 1
        internedCount += 1
        return code
    }

    package mutating func intern(_ string: [UInt8]) -> UInt32 {
        string.withUnsafeBytes { intern($0) }
    }

    /// The code of an equal string that was interned; nil if there is none.
    package func code(of string: [UInt8]) -> UInt32? {
        guard !buckets.isEmpty else { return nil }
        return string.withUnsafeBytes { string in
            let hash = UInt32(truncatingIfNeeded: contentHash(string, seed: seed) >> 32)
            var bucket = Int(hash) & (buckets.count - 1)
            while buckets[bucket] != 0 {
                let code = buckets[bucket] - 1
                if hashes[Int(code)] == hash && isEqual(code, string) { return code }
                bucket = (bucket + 1) & (buckets.count - 1)
            }
            return nil
        }
    }

    /// The range of a string in `bytes`.
    public func range(_ code: UInt32) -> Range<Int> {
        offsets[Int(code)]..<offsets[Int(code) + 1]
    }

    public subscript(code: UInt32) -> ArraySlice<UInt8> {
        bytes[range(code)]
    }

    package func isEqual(_ code: UInt32, _ string: UnsafeRawBufferPointer) -> Bool {
        let start = offsets[Int(code)]
        guard offsets[Int(code) + 1] - start == string.count else { return false }
        return bytes.withUnsafeBytes { arena in
            equalBytes(
                UnsafeRawBufferPointer(rebasing: arena[start..<(start + string.count)]),
                string
            )
        }
    }

    mutating func grow() {
        let count = max(256, buckets.count * 4)
        var grown = [UInt32](repeating: 0, count: count)
        for entry in buckets where entry != 0 {
            var bucket = Int(hashes[Int(entry) - 1]) & (count - 1)
            while grown[bucket] != 0 { bucket = (bucket + 1) & (count - 1) }
            grown[bucket] = entry
        }
        buckets = grown
    }
}
