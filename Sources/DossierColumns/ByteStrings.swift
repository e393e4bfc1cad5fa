/// Whether two buffers of equal length hold the same bytes; compares eight at a time.
@inlinable @inline(__always)
public func equalBytes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    let count = left.count
    guard count >= 8 else { return shortWord(left) == shortWord(right) }
    let last = count &- 8
    var index = 0
    while index < last {
        if word(left, index) != word(right, index) { return false }
        index &+= 8
    }
    // The last eight overlap those before.
    return word(left, last) == word(right, last)
}

/// A quick hash of a byte string: multiply-and-fold over sixteen bytes at a time.
///
/// Every byte and the length count. The seed is in the factors of every product, so strings that
/// collide can't be made without knowing it.
@inlinable @inline(__always)
public func contentHash(_ string: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
    let count = string.count
    let start = seed ^ UInt64(count) &* 0x9e37_79b9_7f4a_7c15
    if count < 8 { return fold(fold(start ^ shortWord(string), 0xe703_7ed1_a0b4_28db), seed) }
    let hash = count > 16 ? longHash(string, start) : start
    let first = word(string, count > 16 ? count &- 16 : 0)
    return fold(fold(first ^ hash, word(string, count &- 8) ^ ~seed), seed)
}

/// The hash of all but the last bytes, at most sixteen of which are left.
@usableFromInline
func longHash(_ string: UnsafeRawBufferPointer, _ start: UInt64) -> UInt64 {
    let count = string.count
    var index = 0
    var hash = start
    if count > 64 {
        // Four lanes do not wait for each other.
        var (second, third, fourth) = (start ^ 1, start ^ 2, start ^ 3)
        while index &+ 64 < count {
            hash = foldPair(string, index, hash, start)
            second = foldPair(string, index &+ 16, second, start)
            third = foldPair(string, index &+ 32, third, start)
            fourth = foldPair(string, index &+ 48, fourth, start)
            index &+= 64
        }
        hash = fold(hash ^ start, second ^ ~start) ^ fold(third ^ start, fourth ^ ~start)
    }
    while index &+ 16 < count {
        hash = foldPair(string, index, hash, start)
        index &+= 16
    }
    return hash
}

@inlinable @inline(__always)
func foldPair(
    _ string: UnsafeRawBufferPointer,
    _ index: Int,
    _ hash: UInt64,
    _ secret: UInt64
) -> UInt64 {
    fold(word(string, index) ^ ~secret, word(string, index &+ 8) ^ hash)
}

/// The bytes of a string of less than eight; strings of the same length differ if their bytes do.
@inlinable @inline(__always)
func shortWord(_ string: UnsafeRawBufferPointer) -> UInt64 {
    let count = string.count
    if count >= 4 {
        let first = string.loadUnaligned(fromByteOffset: 0, as: UInt32.self)
        let last = string.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
        return UInt64(first) << 32 | UInt64(last)
    }
    if count == 0 { return 0 }
    return UInt64(string[0]) << 16 | UInt64(string[count >> 1]) << 8 | UInt64(string[count &- 1])
}

@inlinable @inline(__always)
func word(_ string: UnsafeRawBufferPointer, _ index: Int) -> UInt64 {
    string.loadUnaligned(fromByteOffset: index, as: UInt64.self)
}

@inlinable @inline(__always)
func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
}
