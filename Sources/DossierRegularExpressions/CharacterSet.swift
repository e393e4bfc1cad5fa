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
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < ranges.count && ranges[low].lowerBound <= value
    }

    /// With every character also its other cases.
    var foldingCase: CharacterSet {
        var output = ranges
        for range in ranges {
            // Beyond, no character has a case; a range over everything is closed already.
            guard range.upperBound - range.lowerBound < 0x2_0000 else { continue }
            for value in range {
                output += CaseFolding.others(of: value).map { $0...$0 }
            }
        }
        return CharacterSet(output)
    }
}
