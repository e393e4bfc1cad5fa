import CXXHash
import Testing

@testable import DossierOTLP

/// The fingerprint is XXH3-64, in whatever portions the content comes.
@Suite struct ContentHasherTests {
    private static func whole(_ bytes: [UInt8]) -> UInt64 {
        XXH3_64bits(bytes, bytes.count)
    }

    @Test(arguments: [0, 1, 3, 240, 241, 1_024, 100_000])
    func hashesPortionsLikeTheWhole(count: Int) {
        let content = InputFixtures.noise(count, seed: 11)
        for portion in [1, 7, 255, 256, 65_536] {
            var hasher = ContentHasher()
            for start in stride(from: 0, to: count, by: portion) {
                content[start..<min(count, start + portion)].withUnsafeBytes { hasher.update($0) }
            }
            #expect(hasher.digest == Self.whole(content))
        }
    }

    @Test func givesDigestsInTheMiddle() {
        let content = InputFixtures.noise(5_000, seed: 12)
        var hasher = ContentHasher()
        for start in stride(from: 0, to: 5_000, by: 500) {
            #expect(hasher.digest == Self.whole(Array(content.prefix(start))))
            content[start..<(start + 500)].withUnsafeBytes { hasher.update($0) }
        }
        #expect(hasher.digest == Self.whole(content))
    }

    @Test func knowsTheValueOfNothing() {
        #expect(ContentHasher().digest == 0x2d06_8005_38d3_94c2)
    }
}
