extension [UInt8] {
    mutating func append(_ encoding: Encoding) { append(encoding.rawValue) }

    /// Appends an unsigned LEB128 number: 7 bits a byte, the lowest first.
    mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func appendVarint(_ count: Int) { appendVarint(UInt64(count)) }

    /// Appends a word as a signed number: the sign in the lowest bit, then LEB128.
    mutating func appendSigned(_ word: UInt64) { appendVarint(zigzag(word)) }

    mutating func appendWord(_ word: UInt64) {
        Swift.withUnsafeBytes(of: word.littleEndian) { append(contentsOf: $0) }
    }
}

/// A two's complement word with its sign in the lowest bit, so that small numbers of both signs are
/// small words.
@inline(__always)
func zigzag(_ word: UInt64) -> UInt64 {
    (word << 1) ^ UInt64(bitPattern: Int64(bitPattern: word) >> 63)
}

@inline(__always)
func unzigzag(_ word: UInt64) -> UInt64 { (word >> 1) ^ (0 &- (word & 1)) }

/// The number of bits that a word needs: 0 for 0, 64 for the largest.
@inline(__always)
func bitWidth(_ word: UInt64) -> Int { 64 &- word.leadingZeroBitCount }
