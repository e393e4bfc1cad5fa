/// How much a compaction holds in memory at a time, decoded: what becomes one commit.
struct PortionLimit {
    let rows: Int
    let textBytes: Int

    /// A trace or series larger than that still makes one portion.
    static let usual = PortionLimit(rows: 1 << 20, textBytes: 256 << 20)
}
