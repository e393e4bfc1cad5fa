internal import DossierColumns

/// A `StringTable` under construction: distinct byte strings in one arena, numbered in order.
///
/// The hash is seeded per table, so input can't be made to collide.
struct StringTableBuilder: ~Copyable {
    var bytes: ArrayBuffer<UInt8>
    private(set) var byteCount = 0
    /// `offsets[code]..<offsets[code + 1]` is the range of a string in `bytes`.
    var offsets: ArrayBuffer<Int>
    private(set) var count = 0

    /// By hash: the hash in the upper half, code + 1 in the lower one; 0 is free.
    var buckets: UnsafeMutablePointer<UInt64>
    /// The number of buckets, a power of two, less one.
    var bucketMask: Int
    let seed = UInt64.random(in: 0 ... .max) | 1
    private let spares: StringArenaPool?
    /// The arena grows fourfold up to this size, then twofold.
    private static let fastGrowthLimit = 8 << 20

    /// Makes an empty table with room for a number of bytes and about a number of strings.
    ///
    /// It grows into an arena of `spares`, if that has one large enough.
    init(
        byteCapacity: Int = 1 << 16,
        stringCapacity: Int = 1 << 12,
        spares: StringArenaPool? = nil
    ) {
        self.spares = spares
        bytes = ArrayBuffer(capacity: byteCapacity)
        offsets = ArrayBuffer(capacity: stringCapacity + 2)
        offsets.base[0] = 0
        let bucketCount = 1 << 12
        bucketMask = bucketCount - 1
        buckets = .allocate(capacity: bucketCount)
        buckets.initialize(repeating: 0, count: bucketCount)
    }

    /// An empty table for few strings.
    static var small: Self { Self(byteCapacity: 4096, stringCapacity: 62) }

    deinit {
        buckets.deallocate()
    }

    /// The code of an equal string, which is added if there is none.
    mutating func intern(_ string: UnsafeRawBufferPointer) -> UInt32 {
        let hash = contentHash(string, seed: seed) & 0xffff_ffff_0000_0000
        var bucket = Int(truncatingIfNeeded: hash >> 32) & bucketMask
        while true {
            let entry = buckets[bucket]
            if entry == 0 { return add(string, hash: hash, bucket: bucket) }
            if entry & 0xffff_ffff_0000_0000 == hash {
                let code = UInt32(truncatingIfNeeded: entry) &- 1
                if isEqual(code, string) { return code }
            }
            bucket = (bucket &+ 1) & bucketMask
        }
    }

    mutating func intern(_ string: [UInt8]) -> UInt32 {
        string.withUnsafeBytes { intern($0) }
    }

    /// The bytes of a string; valid until the next one is added.
    func bytes(of code: UInt32) -> UnsafeRawBufferPointer {
        let start = offsets.base[Int(code)]
        return UnsafeRawBufferPointer(
            start: bytes.base + start,
            count: offsets.base[Int(code) &+ 1] &- start
        )
    }

    @inline(__always)
    private func isEqual(_ code: UInt32, _ string: UnsafeRawBufferPointer) -> Bool {
        let other = bytes(of: code)
        return other.count == string.count && equalBytes(other, string)
    }

    mutating func add(_ string: UnsafeRawBufferPointer, hash: UInt64, bucket: Int) -> UInt32 {
        let end = byteCount + string.count
        if end > bytes.capacity { growBytes(to: end) }
        if let source = string.baseAddress {
            UnsafeMutableRawPointer(bytes.base + byteCount)
                .copyMemory(from: source, byteCount: string.count)
        }
        byteCount = end
        count += 1
        if count >= offsets.capacity { offsets.grow(to: count + 1, keeping: count) }
        offsets.base[count] = end
        buckets[bucket] = hash | UInt64(count)
        if count * 2 > bucketMask { growBuckets() }
        return UInt32(truncatingIfNeeded: count - 1)
    }

    private mutating func growBytes(to end: Int) {
        guard let spare = spares?.take(byteCount: end) else {
            // Memory that is never written costs nothing.
            let factor = bytes.capacity < Self.fastGrowthLimit ? 4 : 2
            bytes.grow(to: max(end, bytes.capacity * factor), keeping: byteCount)
            return
        }
        let grown = ArrayBuffer(over: consume spare)
        grown.base.update(from: bytes.base, count: byteCount)
        bytes = grown
    }

    private mutating func growBuckets() {
        let bucketCount = (bucketMask + 1) * 4
        let grown = UnsafeMutablePointer<UInt64>.allocate(capacity: bucketCount)
        grown.initialize(repeating: 0, count: bucketCount)
        for index in 0...bucketMask where buckets[index] != 0 {
            var bucket = Int(truncatingIfNeeded: buckets[index] >> 32) & (bucketCount - 1)
            while grown[bucket] != 0 { bucket = (bucket + 1) & (bucketCount - 1) }
            grown[bucket] = buckets[index]
        }
        buckets.deallocate()
        buckets = grown
        bucketMask = bucketCount - 1
    }

    /// Returns the strings and leaves an empty table with room for as many.
    mutating func take() -> StringTable {
        var taken = Self(stringCapacity: count, spares: spares)
        swap(&taken, &self)
        return taken.finish()
    }

    private mutating func finish() -> StringTable {
        StringTable(
            bytes: bytes.finish(count: byteCount),
            offsets: offsets.finish(count: count + 1)
        )
    }
}
