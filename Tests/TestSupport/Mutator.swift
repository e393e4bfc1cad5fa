/// Damages documents as cut transfers, bad disks and careless editors do, and worse.
package struct Mutator: Sendable {
    private var random: SplitMix64

    private static let structure = Array("{}[]\",:\\".utf8)
    private static let values = [
        "null", "{}", "[]", "true", "0", "-1", "1e999", "18446744073709551616", "\"\"", "\"x\"",
        "\"\\ud800\"", "[{}]", "{\"key\":null}", "{\"low\":1,\"high\":-1}", "1.5", "\"0x10\"",
    ]

    package init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    /// A copy of a document with one to four faults, some of them from another document.
    package mutating func damaged(_ document: [UInt8], _ other: [UInt8]) -> [UInt8] {
        var bytes = document
        for _ in 0...random.below(4) where !bytes.isEmpty {
            switch random.below(9) {
            case 0: bytes[place(bytes)] ^= 1 << UInt8(random.below(8))
            case 1: bytes.removeSubrange(range(bytes))
            case 2: bytes.removeLast(random.below(bytes.count))
            case 3: bytes = Array(bytes[..<place(bytes)] + other[place(other)...])
            case 4: bytes.insert(contentsOf: bytes[range(bytes)], at: place(bytes))
            case 5: bytes.swapAt(place(bytes), place(bytes))
            case 6: bytes.insert(Self.structure[random.below(8)], at: place(bytes))
            case 7: bytes.insert(contentsOf: other[range(other)], at: place(bytes))
            default: replaceValue(&bytes)
            }
        }
        return bytes
    }

    private mutating func place(_ bytes: [UInt8]) -> Int { random.below(bytes.count) }

    private mutating func range(_ bytes: [UInt8]) -> Range<Int> {
        let start = place(bytes)
        return start..<min(bytes.count, start + 1 + random.below(200))
    }

    /// Puts a value of another type behind the next colon.
    private mutating func replaceValue(_ bytes: inout [UInt8]) {
        let start = place(bytes)
        guard let colon = bytes[start...].firstIndex(of: UInt8(ascii: ":")) else { return }
        let value = colon + 1
        let end = bytes[value...].firstIndex { ",}]".utf8.contains($0) } ?? bytes.count
        bytes.replaceSubrange(value..<end, with: Self.values[random.below(Self.values.count)].utf8)
    }
}
