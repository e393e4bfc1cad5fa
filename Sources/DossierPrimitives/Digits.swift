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

    /// Appends a word as 16 digits of lower-case hexadecimal.
    @inlinable
    public mutating func appendHex(_ word: UInt64) {
        appendHex(half: UInt32(truncatingIfNeeded: word >> 32))
        appendHex(half: UInt32(truncatingIfNeeded: word))
    }

    /// Eight digits side by side, one in each byte.
    @inlinable
    mutating func appendHex(half: UInt32) {
        var digits = UInt64(half)
        digits = (digits | digits << 16) & 0x0000_ffff_0000_ffff
        digits = (digits | digits << 8) & 0x00ff_00ff_00ff_00ff
        digits = (digits | digits << 4) & 0x0f0f_0f0f_0f0f_0f0f
        // One in each byte above 9; `a` is 39 above what would follow `9`.
        let letters = ((digits &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
        digits = digits &+ 0x3030_3030_3030_3030 &+ letters &* 39
        Swift.withUnsafeBytes(of: digits.bigEndian) { append(contentsOf: $0) }
    }

    /// Appends the lowest digits of a word in lower-case hexadecimal.
    @inlinable
    public mutating func appendHex(_ word: UInt64, digitCount: Int) {
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
