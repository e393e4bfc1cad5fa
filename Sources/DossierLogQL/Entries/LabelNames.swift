/// Numbers the names of labels, each distinct name from 0 on.
///
/// Names that a query has are numbered first and stay; those that lines bring are forgotten when
/// there are too many.
struct LabelNames {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// Numbers plus 1 by hash, 0 where there is none; at most half full, a power of two long.
    private var table = [Int32](repeating: 0, count: 64)

    var count: Int { ends.count }

    /// How many bytes the names have.
    var byteCount: Int { bytes.count }

    /// The bytes of a name.
    func name(_ number: Int) -> ArraySlice<UInt8> {
        bytes[(number == 0 ? 0 : ends[number - 1])..<ends[number]]
    }

    /// The number of a name, a new one if it has none.
    mutating func number(of name: UnsafeRawBufferPointer) -> Int {
        var place = Self.hash(name) & (table.count - 1)
        while table[place] != 0 {
            let number = Int(table[place]) - 1
            if isEqual(number, name) { return number }
            place = (place + 1) & (table.count - 1)
        }
        bytes.append(contentsOf: name)
        ends.append(bytes.count)
        table[place] = Int32(ends.count)
        if ends.count * 2 > table.count { grow() }
        return ends.count - 1
    }

    /// Forgets all names but the first.
    mutating func keep(first kept: Int) {
        guard kept < ends.count else { return }
        bytes.removeSubrange((kept == 0 ? 0 : ends[kept - 1])...)
        ends.removeSubrange(kept...)
        table = [Int32](repeating: 0, count: 64)
        while ends.count * 2 > table.count { table += table }
        fillTable()
    }

    private func isEqual(_ number: Int, _ name: UnsafeRawBufferPointer) -> Bool {
        let start = number == 0 ? 0 : ends[number - 1]
        guard ends[number] - start == name.count else { return false }
        for offset in 0..<name.count where bytes[start + offset] != name[offset] { return false }
        return true
    }

    /// Seeded, so that no keys of an object can be chosen to collide.
    private static func hash(_ name: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: name)
        return hasher.finalize()
    }

    private mutating func grow() {
        table = [Int32](repeating: 0, count: table.count * 2)
        fillTable()
    }

    private mutating func fillTable() {
        for number in ends.indices {
            var place = name(number).withUnsafeBytes(Self.hash) & (table.count - 1)
            while table[place] != 0 { place = (place + 1) & (table.count - 1) }
            table[place] = Int32(number + 1)
        }
    }
}
