/// A seeded sequence of random numbers (SplitMix64: Steele, Lea and Flood 2014).
///
/// The same seed gives the same numbers forever. `shuffle(using:)` and its like work too, but what
/// they draw may change with releases of the standard library.
@frozen
public struct SplitMix64: RandomNumberGenerator, Sendable {
    @usableFromInline var state: UInt64

    @inlinable
    public init(seed: UInt64) {
        state = seed
    }

    /// One of many independent sequences under the same seed.
    @inlinable
    public init(seed: UInt64, stream: UInt64) {
        state = Self.mixed(seed &+ Self.mixed(stream &+ Self.increment))
    }

    @inlinable
    public mutating func next() -> UInt64 {
        state &+= Self.increment
        return Self.mixed(state)
    }

    /// A number from zero up to, but not including, the bound.
    @inlinable
    public mutating func below(_ bound: UInt64) -> UInt64 {
        next().multipliedFullWidth(by: bound).high
    }

    /// An index of a collection with that many elements.
    @inlinable
    public mutating func index(below count: Int) -> Int { Int(below(UInt64(count))) }

    /// A number in 0..<1.
    @inlinable
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// True with that probability.
    @inlinable
    public mutating func chance(_ probability: Double) -> Bool { unit() < probability }

    @usableFromInline static var increment: UInt64 { 0x9e37_79b9_7f4a_7c15 }

    @inlinable
    static func mixed(_ value: UInt64) -> UInt64 {
        var bits = value
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }
}
