import DossierBlocks
import DossierColumns
import TestSupport
import Testing

@Suite struct DoubleChunkTests {
    enum Pattern: CaseIterable, Sendable {
        case zeros, negativeZeros, notNumbers, payloads, decimals, manyDigits, random, bits, steps
        case large, tiny, mixed, binaryFractions, withGaps

        func words(count: Int, seed: UInt64 = 1) -> [UInt64] {
            var random = SplitMix64(seed: seed)
            var level = 20.5
            return (0..<count).map { row in
                switch self {
                case .zeros: return 0
                case .negativeZeros: return row % 3 == 0 ? (-0.0).bitPattern : 0
                case .notNumbers: return Double.nan.bitPattern
                case .payloads: return 0x7ff0_0000_0000_0001 | random.next() >> 12
                case .decimals: return (Double(random.below(100_000)) / 1000).bitPattern
                case .manyDigits: return (Double(random.below(1 << 40)) / 1e9).bitPattern
                case .random: return Double.random(in: -1...1, using: &random).bitPattern
                case .bits: return random.next()
                case .steps:
                    if random.below(20) == 0 { level += 0.25 }
                    return level.bitPattern
                case .large: return (Double(random.below(1000)) * 1e300).bitPattern
                case .tiny: return Double(bitPattern: random.next() >> 20).bitPattern
                case .mixed: return row / 300 % 2 == 0 ? random.next() : 3.5.bitPattern
                case .binaryFractions: return (Double(random.below(4096)) / 256).bitPattern
                case .withGaps:
                    return random.below(7) == 0
                        ? Double.nan.bitPattern : (Double(random.below(50)) / 10).bitPattern
                }
            }
        }
    }

    @Test(arguments: Pattern.allCases, [EncodingEffort.fast, .high])
    func givesBackEveryBit(_ pattern: Pattern, _ effort: EncodingEffort) throws {
        for count in chunkSizes where effort == .fast || count < 2000 {
            let words = pattern.words(count: count)
            let result = try ChunkRoundTrip(words, type: .double, effort: effort)
            #expect(result.words == words, "\(pattern), \(count) values")
        }
    }

    @Test(arguments: 1...150)
    func givesBackSeriesOfDifferentMetrics(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        var words: [UInt64] = []
        var starts: [Int] = []
        for _ in 0..<(1 + random.below(9)) {
            let pattern = Pattern.allCases[random.below(Pattern.allCases.count)]
            // Series with the same seed are equal.
            words += pattern.words(count: random.below(900), seed: UInt64(random.below(3)))
            starts.append(words.count)
        }
        let effort: EncodingEffort = seed % 4 == 0 ? .high : .fast
        let result = try ChunkRoundTrip(
            words,
            type: .double,
            effort: effort,
            groupStarts: starts
        )
        #expect(result.words == words, "seed \(seed)")
    }

    @Test func storesDecimalsAsIntegers() throws {
        let words = Pattern.decimals.words(count: 4096)
        // 100,000 values are 17 bits.
        #expect(try ChunkRoundTrip(words, type: .double).chunk.bytes.count < 4096 * 18 / 8)
    }

    @Test func givesEachSeriesItsOwnEncoding() throws {
        let decimals = Pattern.decimals.words(count: 2000)
        let constant = [UInt64](repeating: 7.25.bitPattern, count: 2000)
        let random = Pattern.random.words(count: 2000)
        let words = decimals + constant + random
        let result = try ChunkRoundTrip(words, type: .double, groupStarts: [2000, 4000])
        #expect(result.words == words)
        #expect(result.chunk.bytes.count < 2000 * 18 / 8 + 2000 * 8 + 100)
    }

    @Test func storesASeriesThatComesAgainOnce() throws {
        let series = Pattern.random.words(count: 3000)
        let words = series + Pattern.decimals.words(count: 3000) + series + series
        let result = try ChunkRoundTrip(
            words,
            type: .double,
            groupStarts: [3000, 6000, 9000]
        )
        #expect(result.words == words)
        #expect(result.chunk.bytes.count < 3000 * 8 + 3000 * 18 / 8 + 200)
    }

    @Test func acceptsHintsOutOfRange() throws {
        let words = Pattern.decimals.words(count: 500)
        let hints = [0, 100, 499, 500, 9999]
        #expect(
            try ChunkRoundTrip(words, type: .double, groupStarts: hints).words == words
        )
    }
}
