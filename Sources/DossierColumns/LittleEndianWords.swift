/// The 64-bit words of a value of type `words` or `doubles`.
package func littleEndianWords(_ bytes: ArraySlice<UInt8>) -> [UInt64] {
    // The initialiser sets the count of the empty array, which all threads share.
    guard bytes.count >= 8 else { return [] }
    return bytes.withUnsafeBytes { bytes in
        [UInt64](unsafeUninitializedCapacity: bytes.count / 8) { words, count in
            count = bytes.count / 8
            for index in 0..<count {
                let word = bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
                words[index] = UInt64(littleEndian: word)
            }
        }
    }
}
