import DossierBlocks
import DossierColumns

/// A row of the table `fragment_pack`: neighbouring fragments of long texts, encoded.
struct StoredFragmentPack: Sendable {
    /// The number of the first fragment; the others follow.
    let first: UInt32
    let count: Int
    let rawByteCount: Int
    let data: [UInt8]

    /// The last pack that starts at or before a fragment.
    static let selectWith =
        "SELECT * FROM fragment_pack WHERE fragment_pack_id <= ?1 ORDER BY 1 DESC LIMIT 1"

    init(first: UInt32, count: Int, rawByteCount: Int, data: [UInt8]) {
        self.first = first
        self.count = count
        self.rawByteCount = rawByteCount
        self.data = data
    }

    init(_ row: CheckedRow) throws(StoreError) {
        first = UInt32(truncatingIfNeeded: try row.int(0, in: 0...Int64(UInt32.max)))
        count = Int(try row.int(1, in: 1...Int64(FragmentPack.fragmentCountMax)))
        rawByteCount = Int(try row.int(2, in: 0...Int64(Int32.max)))
        data = try row.bytes(3)
    }

    var values: [StoredValue] {
        [.int(Int64(first)), .int(Int64(count)), .int(Int64(rawByteCount)), .blob(data)]
    }

    func fragments(_ row: CheckedRow) throws(StoreError) -> StringTable {
        do throws(BlockError) {
            let fragments = try FragmentPack.decode(data, count: count)
            if fragments.byteCount == rawByteCount { return fragments }
        } catch {
            throw row.damage("\(error)")
        }
        throw row.damage("the fragments don't have \(rawByteCount) bytes")
    }
}

extension FragmentTable {
    /// Reads the fragments with these numbers.
    ///
    /// A number that no fragment has is not an error here, but where the text is put together.
    init(_ numbers: [UInt32], from connection: Connection) throws(StoreError) {
        self.init()
        var wanted = Array(Set(numbers)).sorted()[...]
        while let number = wanted.first {
            var found = false
            try connection.forEachRow(
                of: .fragmentPack,
                StoredFragmentPack.selectWith,
                [Int64(number)]
            ) { row throws(StoreError) in
                let pack = try StoredFragmentPack(row)
                // A search in a damaged tree may end anywhere.
                guard pack.first <= number else { throw row.damage("the rows are not in order") }
                let fragments = try pack.fragments(row)
                while let next = wanted.first, Int(next - pack.first) < pack.count {
                    add(fragments[next - pack.first], number: next)
                    wanted.removeFirst()
                    found = true
                }
            }
            if !found { wanted.removeFirst() }
        }
    }
}
