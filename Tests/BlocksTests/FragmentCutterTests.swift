import DossierBlocks
import DossierPrimitives
import TestSupport
import Testing

@Suite struct FragmentCutterTests {
    private func text(_ count: Int, seed: UInt64, alphabet: Int = 40) -> [UInt8] {
        var generator = SplitMix64(seed: seed)
        return (0..<count).map { _ in UInt8(32 + generator.next() % UInt64(alphabet)) }
    }

    private func fragments(_ text: [UInt8]) -> [[UInt8]] {
        var start = 0
        return text.withUnsafeBytes { FragmentCutter.ends(of: $0) }.map { end in
            defer { start = end }
            return Array(text[start..<end])
        }
    }

    @Test(arguments: [0, 1, 2_047, 2_048, 2_049, 4_096, 16_384, 300_001])
    func fragmentsMakeUpTheText(_ count: Int) {
        let text = text(count, seed: UInt64(count))
        let fragments = fragments(text)
        #expect(fragments.flatMap { $0 } == text)
        #expect(fragments.allSatisfy { (1...FragmentCutter.byteCountMax).contains($0.count) })
        #expect(fragments.dropLast().allSatisfy { $0.count >= 2_048 })
    }

    @Test func fragmentsHaveAboutTheUsualLength() {
        let count = fragments(text(4 << 20, seed: 3)).count
        #expect((600...1_600).contains(count))
    }

    @Test func textsOfOneByteAreCutAtTheLongest() {
        let fragments = fragments([UInt8](repeating: 97, count: 200_000))
        #expect(Set(fragments.dropLast().map(\.count)).count == 1)
    }

    @Test func whatTextsHaveInCommonIsCutAlike() {
        let common = text(400_000, seed: 11)
        let known = Set(fragments(common))
        for (start, end) in [(0, 5), (1, 0), (3_000, 70), (100_000, 9_999)] {
            let longer = text(start, seed: 12) + common + text(end, seed: 13)
            let new = fragments(longer).filter { !known.contains($0) }
            #expect(new.reduce(0) { $0 + $1.count } < start + end + 60_000)
        }
    }
}
