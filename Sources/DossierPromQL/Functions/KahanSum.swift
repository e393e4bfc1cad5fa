/// A sum that carries along what rounding loses of it (Kahan's method, with Neumaier's change).
package struct KahanSum: Sendable {
    package var sum: Double
    package var compensation: Double

    @inline(__always)
    package init(_ sum: Double = 0, compensation: Double = 0) {
        self.sum = sum
        self.compensation = compensation
    }

    @inline(__always)
    package mutating func add(_ increment: Double) {
        let total = sum + increment
        if total.isInfinite {
            compensation = 0
        } else if abs(sum) >= abs(increment) {
            compensation += (sum - total) + increment
        } else {
            compensation += (increment - total) + sum
        }
        sum = total
    }

    @inline(__always)
    package mutating func scale(by factor: Double) {
        sum *= factor
        compensation *= factor
    }

    /// The sum with what rounding lost.
    @inline(__always)
    package var total: Double { sum + compensation }

    /// The sum with what rounding lost; an infinite sum as it is.
    @inline(__always)
    package var boundedTotal: Double { sum.isInfinite ? sum : sum + compensation }
}
