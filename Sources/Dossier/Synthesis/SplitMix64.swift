/// A deterministic source of random numbers (SplitMix64: Steele, Lea and Flood 2014).
///
/// Not a `RandomNumberGenerator`: what the standard library draws from one may change between
/// releases, and here the same seed has to give the same bytes forever.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// One of many independent sequences under the same seed.
    init(seed: UInt64, stream: UInt64) {
        state = Self.mixed(seed &+ Self.mixed(stream &+ Self.increment))
    }

    mutating func next() -> UInt64 {
        state &+= Self.increment
        return Self.mixed(state)
    }

    /// A number from zero up to, but not including, the bound.
    mutating func below(_ bound: UInt64) -> UInt64 {
        next().multipliedFullWidth(by: bound).high
    }

    /// An index of a collection with that many elements.
    mutating func index(below count: Int) -> Int {
        Int(below(UInt64(count)))
    }

    /// A number in 0..<1.
    mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// True with that probability.
    mutating func chance(_ probability: Double) -> Bool {
        unit() < probability
    }

    /// A time drawn around a median: log-logistic of shape 4, so p99 is about three times the median.
    ///
    /// Right-skewed as latencies are, like the lognormal, but made of square roots only, which IEEE
    /// 754 rounds exactly: no maths library can change the bytes. At most ten times the median.
    mutating func latency(median: UInt64) -> UInt64 {
        let quantile = unit()
        let factor = (quantile / (1 - quantile)).squareRoot().squareRoot()
        return UInt64(Double(median) * min(max(factor, 0.2), 10))
    }

    private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

    private static func mixed(_ value: UInt64) -> UInt64 {
        var bits = value
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
