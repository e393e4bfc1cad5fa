import DossierBlocks
import DossierColumns

/// Finds the file's number of a fragment of long texts by its content.
///
/// It keeps a hash in place of the content.
struct FragmentIndex: Sendable {
    let seeds = ContentIdentity.Seeds()
    /// How many fragments the file has; the number of the next one.
    private(set) var count: UInt32 = 0
    private var numbers: [ContentIdentity: UInt32] = [:]

    init() {}

    /// Reads all fragments of a store.
    init(from connection: Connection) throws(StoreError) {
        try connection.read { () throws(StoreError) in
            try connection.forEachRow(
                of: .fragmentPack,
                CatalogueTable.fragmentPack.selectAll
            ) { row throws(StoreError) in
                let pack = try StoredFragmentPack(row)
                guard pack.first == count, pack.count <= UInt32.max - count else {
                    throw row.damage("expected fragment \(count)")
                }
                let fragments = try pack.fragments(row)
                fragments.bytes.withUnsafeBytes { bytes in
                    for code in 0..<UInt32(fragments.count) {
                        let range = fragments.range(code)
                        add(ContentIdentity(UnsafeRawBufferPointer(rebasing: bytes[range]), seeds))
                    }
                }
            }
        }
    }

    /// The number of a fragment, and whether it is a new one.
    mutating func intern(_ identity: ContentIdentity) -> (number: UInt32, isNew: Bool) {
        if let number = numbers[identity] { return (number, false) }
        add(identity)
        return (count - 1, true)
    }

    func contains(_ identity: ContentIdentity) -> Bool { numbers[identity] != nil }

    private mutating func add(_ identity: ContentIdentity) {
        // 2³² fragments have at least 8 TiB, more than any store.
        numbers[identity] = count
        count += 1
    }
}
