extension FloatStatistics {
    static func sum(_ values: [Double]) -> Double {
        guard let first = values.first else { return 0 }
        var sum = KahanSum(first)
        for value in values.dropFirst() {
            sum.add(value)
        }
        return sum.boundedTotal
    }

    static func mean(_ values: [Double]) -> Double {
        values.withUnsafeBufferPointer { mean($0) }
    }

    static func variance(_ values: [Double]) -> Double {
        values.withUnsafeBufferPointer { variance($0) }
    }

    static func quantile(_ fraction: Double, _ values: [Double]) -> Double {
        values.sorted(by: precedes).withUnsafeBufferPointer { quantile(fraction, sorted: $0) }
    }
}
