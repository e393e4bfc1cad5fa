import DossierColumns
import TestSupport
import Testing

/// Words that a hash mixes in must not be known: bytes equal to one would make a factor zero, and
/// what was multiplied with it would not count any more.
@Suite struct HashTests {
    /// The constants of the multiply-and-fold family of hashes, and what they are mixed with.
    private static let notable: [UInt64] = [
        0, .max, 1, 0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db, 0x8ebc_6af0_9c88_c6e3,
        0x5896_36e1_4a1e_0d3f, 0x9e37_79b9_7f4a_7c15,
    ]

    private func bytes(_ words: [UInt64]) -> [UInt8] {
        words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }

    /// One word of the string is notable, another is counted up.
    @Test(arguments: [2, 3, 4, 5, 9, 12, 20])
    func noContentOfAWordHidesThoseOfAnother(wordCount: Int) {
        let seed: UInt64 = 0x1234_5678_9abc_def1
        for notable in Self.notable {
            for place in 0..<wordCount {
                for counted in 0..<wordCount where counted != place {
                    var hashes: Set<UInt64> = []
                    for number in 0..<64 {
                        var words = [UInt64](repeating: 7, count: wordCount)
                        words[place] = notable
                        words[counted] = UInt64(number)
                        hashes.insert(
                            bytes(words).withUnsafeBytes { contentHash($0, seed: seed) }
                        )
                    }
                    #expect(hashes.count == 64, "word \(place) is \(notable), \(counted) counts")
                }
            }
        }
    }

    @Test(arguments: 1..<140) func everyByteCounts(count: Int) {
        var random = SplitMix64(seed: UInt64(count))
        let string = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        var hashes: Set<UInt64> = [string.withUnsafeBytes { contentHash($0, seed: 99) }]
        for index in 0..<count {
            var other = string
            other[index] ^= 1
            hashes.insert(other.withUnsafeBytes { contentHash($0, seed: 99) })
        }
        #expect(hashes.count == count + 1)
    }

    /// Quadratic work for these would take minutes.
    @Test(.timeLimit(.minutes(15)), arguments: notable)
    func tracesOfOneHighHalfAreFoundAtOnce(high: UInt64) {
        var traces = TraceTable()
        for low in 1...100_000 as ClosedRange<UInt64> {
            #expect(traces.intern(TraceID(high: high, low: low)) == UInt32(low - 1))
        }
        #expect(traces.number(of: TraceID(high: high, low: 100_000)) == 99_999)
    }
}
