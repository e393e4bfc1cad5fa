/// The fingerprint of an input's beginning, whatever its length.
///
/// It is the XXH3 hash of the XXH3 hashes, as little-endian words, of the whole blocks of the input
/// and of the rest after them, if there is one. So parts of an input can be hashed in parallel.
struct PrefixHasher: ~Copyable {
    static let blockByteCount = 256 << 10

    /// The fingerprints of whole blocks so far.
    private(set) var blocks: [UInt64] = []
    private var block = ContentHasher()
    private var byteCountInBlock = 0

    /// A position in the bytes that were hashed.
    struct Mark {
        fileprivate let blockCount: Int
        fileprivate let rest: UInt64?
    }

    init() {}

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            let piece = bytes.prefix(Self.blockByteCount - byteCountInBlock)
            block.update(UnsafeRawBufferPointer(rebasing: piece))
            byteCountInBlock += piece.count
            bytes = bytes.dropFirst(piece.count)
            if byteCountInBlock == Self.blockByteCount {
                blocks.append(block.digest)
                block.reset()
                byteCountInBlock = 0
            }
        }
    }

    /// The end of the bytes so far.
    var mark: Mark {
        Mark(blockCount: blocks.count, rest: byteCountInBlock > 0 ? block.digest : nil)
    }

    /// The fingerprint of everything before a mark, given the fingerprints of the blocks before the
    /// first one hashed here.
    func fingerprint(at mark: Mark, after before: [UInt64]) -> UInt64 {
        var all = before + blocks[..<mark.blockCount]
        if let rest = mark.rest { all.append(rest) }
        var hasher = ContentHasher()
        all.map(\.littleEndian).withUnsafeBytes { hasher.update($0) }
        return hasher.digest
    }
}
