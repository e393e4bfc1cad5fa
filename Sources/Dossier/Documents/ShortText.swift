/// ASCII text that is put together in a buffer with room for all of it.
struct ShortText {
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private var count = 0

    init(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
        self.buffer = buffer
    }

    var bytes: Slice<UnsafeMutableBufferPointer<UInt8>> { buffer[..<count] }

    mutating func append(_ character: Unicode.Scalar) {
        buffer[count] = UInt8(ascii: character)
        count += 1
    }

    /// Decimal digits, as many as asked for at least.
    mutating func append(digitsOf number: UInt64, count digitCountMin: Int = 1) {
        var digitCount = digitCountMin
        var power: UInt64 = 10
        for _ in 1..<digitCountMin { power *= 10 }
        while number >= power {
            digitCount += 1
            // The largest number has 20 digits, and 10^20 is above it.
            guard digitCount < 20 else { break }
            power *= 10
        }
        var rest = number
        var end = count + digitCount
        // Two digits at a time, since each has to wait for the division before.
        while end - count >= 2 {
            let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
            let digits = UInt32(truncatingIfNeeded: pair)
            buffer[end - 1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digits % 10)
            buffer[end - 2] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digits / 10)
            rest = quotient
            end -= 2
        }
        if end > count { buffer[count] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest) }
        count += digitCount
    }
}
