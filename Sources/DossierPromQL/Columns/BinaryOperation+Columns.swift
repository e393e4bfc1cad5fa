import DossierPromQLSyntax

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension BinaryOperation {
    /// Applies the operator to numbers at each step.
    ///
    /// A result is absent where either number is, or where a comparison does not hold. A comparison
    /// gives the value on the left, or that on the right.
    func combine(_ lhs: [Double], _ rhs: [Double], keepsRight: Bool = false) -> [Double] {
        switch op {
        case .add: Self.combine(lhs, rhs) { $0 + $1 }
        case .subtract: Self.combine(lhs, rhs) { $0 - $1 }
        case .multiply: Self.combine(lhs, rhs) { $0 * $1 }
        case .divide: Self.combine(lhs, rhs) { $0 / $1 }
        case .remainder: Self.combine(lhs, rhs) { fmod($0, $1) }
        case .power: Self.combine(lhs, rhs) { pow($0, $1) }
        case .atan2: Self.combine(lhs, rhs) { BinaryOperator.arc($0, $1) }
        case .equal: compare(lhs, rhs, keepsRight) { $0 == $1 }
        case .notEqual: compare(lhs, rhs, keepsRight) { $0 != $1 }
        case .less: compare(lhs, rhs, keepsRight) { $0 < $1 }
        case .lessOrEqual: compare(lhs, rhs, keepsRight) { $0 <= $1 }
        case .greater: compare(lhs, rhs, keepsRight) { $0 > $1 }
        case .greaterOrEqual: compare(lhs, rhs, keepsRight) { $0 >= $1 }
        default: Array(repeating: .staleMarker, count: lhs.count)
        }
    }

    @inline(__always)
    private func compare(
        _ lhs: [Double],
        _ rhs: [Double],
        _ keepsRight: Bool,
        _ holds: (Double, Double) -> Bool
    ) -> [Double] {
        if returnsBool { return Self.combine(lhs, rhs) { holds($0, $1) ? 1 : 0 } }
        if keepsRight { return Self.combine(lhs, rhs) { holds($0, $1) ? $1 : .staleMarker } }
        return Self.combine(lhs, rhs) { holds($0, $1) ? $0 : .staleMarker }
    }

    @inline(__always)
    private static func combine(
        _ lhs: [Double],
        _ rhs: [Double],
        _ apply: (Double, Double) -> Double
    ) -> [Double] {
        lhs.withUnsafeBufferPointer { lhs in
            rhs.withUnsafeBufferPointer { rhs in
                let count = min(lhs.count, rhs.count)
                return [Double](unsafeUninitializedCapacity: count) { results, written in
                    for index in 0..<count {
                        let isThere = !lhs[index].isStaleMarker && !rhs[index].isStaleMarker
                        results.initializeElement(
                            at: index,
                            to: isThere ? apply(lhs[index], rhs[index]) : .staleMarker
                        )
                    }
                    written = count
                }
            }
        }
    }
}
