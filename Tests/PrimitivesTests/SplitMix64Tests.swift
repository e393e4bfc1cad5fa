import DossierPrimitives
import Testing

@Suite struct SplitMix64Tests {
    /// The first numbers of Vigna's `splitmix64.c`.
    @Test func givesTheNumbersOfTheReference() {
        var random = SplitMix64(seed: 1_234_567)
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
        #expect(random.next() == 9_817_491_932_198_370_423)
    }

    @Test func streamsOfASeedDiffer() {
        var first = SplitMix64(seed: 1, stream: 0)
        var second = SplitMix64(seed: 1, stream: 1)
        var again = SplitMix64(seed: 1, stream: 0)
        let numbers = (0..<4).map { _ in first.next() }
        #expect(numbers != (0..<4).map { _ in second.next() })
        #expect(numbers == (0..<4).map { _ in again.next() })
    }

    @Test func staysInBounds() {
        var random = SplitMix64(seed: 3)
        for _ in 0..<1000 {
            let number = random.below(UInt64(7))
            let index = random.index(below: 3)
            let unit = random.unit()
            #expect(number < 7 && 0..<3 ~= index && 0..<1 ~= unit)
        }
        let (never, always) = (random.chance(0), random.chance(1))
        #expect(!never && always)
    }
}
