import DossierPrimitives

extension [UInt8] {
    mutating func append(_ encoding: Encoding) { append(encoding.rawValue) }

    /// Appends a word as a signed number: the sign in the lowest bit, then LEB128.
    mutating func appendSigned(_ word: UInt64) { appendVarint(zigzag(word)) }

    mutating func appendWord(_ word: UInt64) {
        Swift.withUnsafeBytes(of: word.littleEndian) { append(contentsOf: $0) }
    }
}

/// The number of bits that a word needs: 0 for 0, 64 for the largest.
@inline(__always)
func bitWidth(_ word: UInt64) -> Int { 64 &- word.leadingZeroBitCount }
