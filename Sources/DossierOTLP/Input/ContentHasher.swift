internal import CXXHash

/// A streaming fingerprint of content: XXH3 with 64 bits over the decoded bytes, in any portions.
///
/// Not cryptographic: it tells a file that went on growing from one that is another.
package struct ContentHasher: ~Copyable {
    private let state: OpaquePointer

    package init() {
        guard let state = XXH3_createState() else { fatalError("out of memory for a hash state") }
        self.state = state
        XXH3_64bits_reset(state)
    }

    deinit {
        XXH3_freeState(state)
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
