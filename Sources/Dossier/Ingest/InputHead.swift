internal import DossierOTLP

/// The first bytes of an input, by which it is recognised.
struct InputHead {
    let bytes: [UInt8]
    let hash: UInt64

    var byteCount: Int { bytes.count }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        hash = contentDigest(bytes[...])
    }

    /// Whether the first of these bytes are those of another head, of which the hash is known.
    func begins(withHash hash: UInt64, of byteCount: Int) -> Bool {
        byteCount <= bytes.count && contentDigest(bytes.prefix(byteCount)) == hash
    }

    func begins(with other: InputHead) -> Bool {
        begins(withHash: other.hash, of: other.byteCount)
    }
}

private func contentDigest(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var hasher = ContentHasher()
    bytes.withUnsafeBytes { hasher.update($0) }
    return hasher.digest
}
