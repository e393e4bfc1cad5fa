import DossierColumns

/// A 128-bit hash that stands for content in an index.
///
/// It is seeded for each index, so that input can't be made to collide; by chance two of a million
/// contents do with a probability of 10⁻²⁷.
struct ContentIdentity: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    struct Seeds: Sendable {
        fileprivate let high = UInt64.random(in: 1 ... .max) | 1
        fileprivate let low = UInt64.random(in: 1 ... .max) | 1
    }

    init(_ content: UnsafeRawBufferPointer, _ seeds: Seeds) {
        high = contentHash(content, seed: seeds.high)
        low = contentHash(content, seed: seeds.low)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(low)
    }
}
