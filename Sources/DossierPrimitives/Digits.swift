extension [UInt8] {
    /// Appends a number of at most 64 bits in decimal.
    @inlinable
    public mutating func appendDecimal(_ value: some BinaryInteger) {
        if value < 0 { append(UInt8(ascii: "-")) }
        appendDigits(UInt64(truncatingIfNeeded: value.magnitude))
    }

    @usableFromInline
    mutating func appendDigits(_ value: UInt64) {
        // The largest number has 20 digits.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = 20
            var rest = value
            repeat {
                start &-= 1
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                digits[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
                rest = quotient
            } while rest > 0
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    /// Appends the lowest digits of a word in lower-case hexadecimal.
    @inlinable
    public mutating func appendHex(_ word: UInt64, digitCount: Int = 16) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: digitCount) { digits in
            var rest = word
            for index in digits.indices.reversed() {
                let digit = UInt8(truncatingIfNeeded: rest) & 15
                digits[index] = digit &+ (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") &- 10)
                rest &>>= 4
            }
            append(contentsOf: digits)
        }
    }
}
