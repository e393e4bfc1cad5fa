/// Finds the first of equal words among some, again and again in the same memory.
///
/// The hash is seeded, so input can't be made to collide.
public struct FirstPositions: Sendable {
    /// A position plus one by hash, 0 for free; those from `mask` on are left from other words.
    @usableFromInline var buckets: [UInt32] = []
    @usableFromInline var mask = 0
    @usableFromInline let seed = UInt64.random(in: 0 ... .max)

    public init() {}

    /// Forgets all words, and makes room for `count` others.
    public mutating func begin(_ count: Int) {
        // At most half of the buckets are taken.
        mask = (1 << (Int.bitWidth - max(count * 2, 16).leadingZeroBitCount)) - 1
        if buckets.count <= mask {
            buckets = [UInt32](repeating: 0, count: mask + 1)
        } else {
            buckets.withUnsafeMutableBufferPointer { $0[...mask].update(repeating: 0) }
        }
    }

    /// Adds the word at a position; returns the position of the first equal one, which is that
    /// itself if there was none.
    @inlinable
    public mutating func add(_ position: Int, of words: [UInt64]) -> Int {
        let bucket = bucket(of: words[position], words)
        if buckets[bucket] != 0 { return Int(buckets[bucket]) - 1 }
        buckets[bucket] = UInt32(truncatingIfNeeded: position + 1)
        return position
    }

    /// The position of the first word that was added and is equal to another; -1 if there is none.
    @inlinable
    public func first(equalTo word: UInt64, in words: [UInt64]) -> Int {
        Int(buckets[bucket(of: word, words)]) - 1
    }

    /// The bucket that a word has, or the free one for it.
    @inlinable
    @inline(__always)
    func bucket(of word: UInt64, _ words: [UInt64]) -> Int {
        let product = (word ^ seed).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
        var bucket = Int(truncatingIfNeeded: product.high ^ product.low) & mask
        while buckets[bucket] != 0, words[Int(buckets[bucket]) - 1] != word {
            bucket = (bucket + 1) & mask
        }
        return bucket
    }
}
