import DossierPromQLTesting
import TestSupport
import Testing

@Suite struct SeriesDescriptionTests {
    @Test(arguments: UInt64(0)..<20)
    func readsRandomBytesWithoutTrapping(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let count = Int(random.next() % 40)
            let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            _ = try? SeriesDescription(parsing: bytes)
        }
    }
}
