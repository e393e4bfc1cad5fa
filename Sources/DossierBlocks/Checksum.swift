internal import CXXHash

/// The XXH3-64 hash of bytes, with which every chunk is stored.
package func checksum(of bytes: UnsafeRawBufferPointer) -> UInt64 {
    XXH3_64bits(bytes.baseAddress, bytes.count)
}
