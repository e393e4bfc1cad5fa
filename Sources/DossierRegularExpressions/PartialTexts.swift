/// What is known of several texts that are read side by side, part by part, with one matcher.
package struct PartialTexts {
    private typealias Target = RegularExpressionMatcher.Target

    /// The target that the parts of each text lead to; unknown if the text can't be read in parts.
    private var targets: [Int32]
    /// Whether nothing is left to read: of each text it is known whether it matches, or it can't be read
    /// in parts.
    package private(set) var areDecided = false

    /// Texts of which nothing is read yet; nil if the matcher reads texts only as a whole.
    package init?(count: Int, for matcher: borrowing RegularExpressionMatcher) {
        guard matcher.steps != nil else { return nil }
        targets = [Int32](repeating: Target.start, count: count)
    }

    /// Says of a text that it can't be read in parts.
    package mutating func giveUp(_ text: Int) { targets[text] = Target.unknown }

    /// Reads a part that all texts have next; it must not end within a character.
    package mutating func read(
        _ part: UnsafeRawBufferPointer,
        with matcher: inout RegularExpressionMatcher
    ) {
        read(with: &matcher) { _ in (0, part) }
    }

    /// Reads the part that each text has next: a number in `numbers` of the bytes from
    /// `offsets[number]` to `offsets[number + 1]`, which must not end within a character.
    package mutating func read(
        _ numbers: [UInt32],
        of bytes: UnsafeRawBufferPointer,
        at offsets: [Int],
        with matcher: inout RegularExpressionMatcher
    ) {
        read(with: &matcher) { text in
            let number = Int(numbers[text])
            let range = offsets[number]..<offsets[number + 1]
            return (numbers[text], UnsafeRawBufferPointer(rebasing: bytes[range]))
        }
    }

    /// Whether each text matches that ends; nil if it could not be read in parts.
    package mutating func finish(with matcher: inout RegularExpressionMatcher) -> [Bool?] {
        let generation = matcher.generation
        var matches: [Bool?] = []
        matches.reserveCapacity(targets.count)
        for target in targets {
            if target == Target.unknown || target >= 0 && matcher.generation != generation {
                matches.append(nil)
            } else {
                matches.append(matcher.isMatch(endingAt: target))
            }
        }
        return matches
    }

    /// A part that was read, from where, and where it led.
    private struct Reading {
        var number: UInt32 = 0
        var start: Int32 = -1
        var target: Int32 = 0
    }

    private static let readingCount = 16

    /// Texts are mostly in few states, and parts repeat: what was read last is not read again.
    @inline(__always)
    private mutating func read(
        with matcher: inout RegularExpressionMatcher,
        _ part: (_ text: Int) -> (number: UInt32, bytes: UnsafeRawBufferPointer)
    ) {
        let generation = matcher.generation
        withUnsafeTemporaryAllocation(of: Reading.self, capacity: Self.readingCount) { readings in
            readings.initialize(repeating: Reading())
            areDecided = true
            for text in targets.indices where targets[text] >= 0 {
                let start = targets[text]
                let (number, bytes) = part(text)
                let hash = UInt32(bitPattern: start) &* 0x9e37_79b1 &+ number
                let slot = Int((hash ^ hash >> 16) & UInt32(Self.readingCount - 1))
                if readings[slot].start == start, readings[slot].number == number {
                    targets[text] = readings[slot].target
                    areDecided = areDecided && targets[text] < 0
                    continue
                }
                let target = matcher.advance(start, over: bytes)
                guard matcher.generation == generation else { break }
                readings[slot] = Reading(number: number, start: start, target: target)
                targets[text] = target
                areDecided = areDecided && target < 0
            }
        }
        guard matcher.generation != generation else { return }
        // States were forgotten, those of these texts among them.
        for text in targets.indices where targets[text] >= 0 { targets[text] = Target.unknown }
    }
}
