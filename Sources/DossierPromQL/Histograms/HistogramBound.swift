#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The bounds of buckets with exponential schemas.
enum HistogramBound {
    /// `2^(i/256) / 2`, from which the bounds of all schemas of positive number come.
    private static let fractions: [Double] = (0..<256).map { exp2(Double($0) / 256) / 2 }

    /// The upper bound of the bucket, which is the lower one of the next.
    static func upper(_ index: Int32, schema: Int) -> Double {
        upper(Int(index), schema: schema)
    }

    static func upper(_ index: Int, schema: Int) -> Double {
        if schema < 0 {
            let exponent = index << -schema
            return exponent == 1024 ? .greatestFiniteMagnitude : power(1, exponent)
        }
        let fraction = fractions[(index & ((1 << schema) - 1)) << (8 - schema)]
        let exponent = (index >> schema) + 1
        return fraction == 0.5 && exponent == 1025
            ? .greatestFiniteMagnitude : power(fraction, exponent)
    }

    private static func power(_ fraction: Double, _ exponent: Int) -> Double {
        scalbn(fraction, Int32(min(max(exponent, -10_000), 10_000)))
    }
}
