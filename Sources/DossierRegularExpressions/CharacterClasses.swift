import DossierPrimitives

/// Numbers the classes of characters: those of a class are in the same sets of an expression.
struct CharacterClasses: Sendable {
    /// What assertions ask of a character.
    enum Kind: UInt8 {
        case other, word, newline
    }

    /// The first character of each class's ranges, ascending, and the class of each.
    private let starts: [UInt32]
    private let numbers: [UInt16]
    private let ascii: [UInt16]
    /// A character of each class.
    let members: [UInt32]
    let kinds: [Kind]

    /// The most sets that are searched for a character while the classes are determined.
    private static let lookCountMax = 1 << 20

    /// Nil if that would take too long, or there are too many classes.
    init?(_ sets: [CharacterSet]) {
        let asserted = [CharacterSet.words, CharacterSet([10...10])]
        var bounds: Set<UInt32> = [0]
        for range in (sets + asserted).flatMap(\.ranges) {
            bounds.insert(range.lowerBound)
            if range.upperBound < 0x10ffff { bounds.insert(range.upperBound + 1) }
        }
        guard bounds.count * (sets.count + asserted.count) <= Self.lookCountMax else { return nil }
        starts = bounds.sorted()
        var numbers: [UInt16] = []
        var members: [UInt32] = []
        var known: [[Bool]: UInt16] = [:]
        for start in starts {
            let isIn = (sets + asserted).map { $0.contains(start) }
            guard let number = known[isIn] ?? UInt16(exactly: members.count) else { return nil }
            if known[isIn] == nil {
                known[isIn] = number
                members.append(start)
            }
            numbers.append(number)
        }
        self.numbers = numbers
        self.members = members
        kinds = members.map { Self.kind(of: $0) }
        var ascii: [UInt16] = []
        var index = 0
        for value in UInt32(0)..<128 {
            if index + 1 < starts.count, starts[index + 1] <= value { index += 1 }
            ascii.append(numbers[index])
        }
        self.ascii = ascii
    }

    var count: Int { members.count }

    private static func kind(of value: UInt32) -> Kind {
        if value == 10 { return .newline }
        return CharacterSet.words.contains(value) ? .word : .other
    }

    /// The class of an ASCII character.
    @inline(__always)
    func number(ofASCII byte: UInt8) -> Int { Int(ascii[Int(byte)]) }

    /// - Complexity: O(log classes).
    func number(of value: UInt32) -> Int {
        let next = (1..<starts.count).partitioningIndex { starts[$0] > value }
        return Int(numbers[next - 1])
    }
}
