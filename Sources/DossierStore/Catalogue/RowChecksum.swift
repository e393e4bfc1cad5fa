import DossierBlocks

/// The checksum of a row: the XXH3 hash of its values, laid end to end as `schema/v1.sql` says.
struct RowChecksum {
    private var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(64)
    }

    var value: UInt64 { bytes.withUnsafeBytes { checksum(of: $0) } }

    mutating func add(_ value: StoredValue) {
        switch value {
        case .null:
            bytes.append(0)
        case .int(let int):
            bytes.append(1)
            add(word: UInt64(bitPattern: int))
        case .text(let text):
            bytes.append(2)
            add(text)
        case .blob(let blob):
            bytes.append(3)
            add(blob)
        }
    }

    private mutating func add(_ content: [UInt8]) {
        add(word: UInt64(content.count))
        bytes.append(contentsOf: content)
    }

    private mutating func add(word: UInt64) {
        withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
