internal import CXXHash

/// The XXH3-64 hash of bytes, with which every chunk is stored.
package func checksum(of bytes: UnsafeRawBufferPointer) -> UInt64 {
    XXH3_64bits(bytes.baseAddress, bytes.count)
}

/// The XXH3-128 hash of bytes with a seed.
package func contentHash128(
    of bytes: UnsafeRawBufferPointer,
    seed: UInt64
) -> (high: UInt64, low: UInt64) {
    let hash = XXH3_128bits_withSeed(bytes.baseAddress, bytes.count, seed)
    return (hash.high64, hash.low64)
}
