extension Double {
    /// The lower one as Go has it: NaN if either is, but for an infinity that nothing is below.
    func lower(_ other: Double) -> Double { -(-self).higher(-other) }

    /// The higher one as Go has it: NaN if either is, but for an infinity that nothing is above.
    func higher(_ other: Double) -> Double {
        if self == .infinity || other == .infinity { return .infinity }
        return isNaN || other.isNaN ? .nan : Double.maximum(self, other)
    }
}
