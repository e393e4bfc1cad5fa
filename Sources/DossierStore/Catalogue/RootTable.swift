import DossierColumns

/// The distinct roots of traces: a service and a span name, numbered as in the table `root`.
struct RootTable: Sendable {
    private var table = StringTable()

    var count: Int { table.count }

    /// The number of a root, which is added if it is new.
    mutating func intern(service: [UInt8]?, name: ArraySlice<UInt8>) -> UInt32 {
        // The length of the service in four bytes, then both; so no two roots have equal bytes.
        var bytes: [UInt8] = []
        let length = service.map { UInt32(truncatingIfNeeded: $0.count) } ?? .max
        withUnsafeBytes(of: length.littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: service ?? [])
        bytes.append(contentsOf: name)
        return table.intern(bytes)
    }

    subscript(number: UInt32) -> (service: [UInt8]?, name: [UInt8]) {
        let bytes = table[number]
        let start = bytes.startIndex + 4
        let length = bytes.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        if length == .max { return (nil, Array(bytes[start...])) }
        let middle = start + Int(length)
        return (Array(bytes[start..<middle]), Array(bytes[middle...]))
    }
}
