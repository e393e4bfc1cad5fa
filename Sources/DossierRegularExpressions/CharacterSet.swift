import DossierPrimitives

/// A set of characters as sorted, disjoint, closed ranges of code points.
struct CharacterSet: Hashable {
    private(set) var ranges: [ClosedRange<UInt32>]

    static let all = CharacterSet([0...0x10ffff])
    static let notNewline = CharacterSet([0...9, 11...0x10ffff])
    static let digits = CharacterSet([0x30...0x39])
    static let spaces = CharacterSet([9...10, 12...13, 32...32])
    static let words = CharacterSet([0x30...0x39, 0x41...0x5a, 0x5f...0x5f, 0x61...0x7a])

    init(_ ranges: [ClosedRange<UInt32>]) {
        var merged: [ClosedRange<UInt32>] = []
        merged.reserveCapacity(ranges.count)
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound &+ 1 {
                let upper = Swift.max(last.upperBound, range.upperBound)
                merged[merged.count - 1] = last.lowerBound...upper
            } else {
                merged.append(range)
            }
        }
        self.ranges = merged
    }

    var inverted: CharacterSet {
        var output: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next {
                output.append(next...(range.lowerBound - 1))
            }
            next = range.upperBound + 1
        }
        if next <= 0x10ffff {
            output.append(next...0x10ffff)
        }
        return CharacterSet(output)
    }

    func union(_ other: CharacterSet) -> CharacterSet {
        CharacterSet(ranges + other.ranges)
    }

    func subtracting(_ other: CharacterSet) -> CharacterSet {
        inverted.union(other).inverted
    }

    func contains(_ value: UInt32) -> Bool {
        let index = ranges.indices.partitioningIndex { ranges[$0].upperBound >= value }
        return index < ranges.count && ranges[index].lowerBound <= value
    }

    /// For so many characters it is quicker to ask for each.
    private static let fewCount = 128

    /// With every character also its other cases.
    var foldingCase: CharacterSet {
        if ranges.reduce(0, { $0 + $1.count }) <= Self.fewCount {
            let others = ranges.joined().flatMap { CaseFolding.others(of: $0) }
            return CharacterSet(ranges + others.map { $0...$0 })
        }
        var output = ranges
        var range = 0
        // Both ascend.
        for (value, others) in CaseFolding.pairs {
            while range < ranges.count, ranges[range].upperBound < value { range += 1 }
            guard range < ranges.count else { break }
            if ranges[range].contains(value) { output += others.map { $0...$0 } }
        }
        return CharacterSet(output)
    }
}
