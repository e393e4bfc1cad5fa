@_exported public import DossierPrimitives

extension SplitMix64 {
    /// A number below `bound`, which is not zero.
    package mutating func below(_ bound: Int) -> Int { index(below: bound) }
}
