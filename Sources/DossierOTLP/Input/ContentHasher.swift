internal import CXXHash

/// A streaming fingerprint of content: the 64-bit XXH3 hash of decoded bytes, in chunks of any
/// size.
///
/// Not cryptographic: it distinguishes a file that has grown from a different one.
package struct ContentHasher: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    private var state: OpaquePointer? { OpaquePointer(memory.baseAddress) }

    package init() {
        memory = .allocate(byteCount: dossier_xxh3_state_size(), alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        XXH3_64bits_reset(state)
    }

    deinit {
        memory.deallocate()
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        XXH3_64bits_update(state, bytes.baseAddress, bytes.count)
    }

    /// Begins with new content.
    package mutating func reset() {
        XXH3_64bits_reset(state)
    }

    /// The fingerprint of all bytes so far; more may follow.
    ///
    /// - Complexity: O(1).
    package var digest: UInt64 { XXH3_64bits_digest(state) }
}
