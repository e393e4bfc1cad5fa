import TestSupport
import Testing

@testable import DossierColumns

@Suite struct FirstPositionsTests {
    @Test func findsTheFirstOfEqualWords() {
        var random = SplitMix64(seed: 3)
        // Again and again in the same memory, of growing and shrinking size.
        var positions = FirstPositions()
        for round in 0..<200 {
            let count = random.below(round % 3 == 0 ? 300 : 12)
            let words = (0..<count).map { _ in random.next() % UInt64(count) &* 0x1_0000_0001 }
            positions.begin(count)
            var first: [UInt64: Int] = [:]
            for (position, word) in words.enumerated() {
                let expected = first[word] ?? position
                first[word] = expected
                #expect(positions.add(position, of: words) == expected)
            }
            for word in words.map({ $0 + 1 }) + words {
                #expect(positions.first(equalTo: word, in: words) == first[word] ?? -1)
            }
        }
    }
}
