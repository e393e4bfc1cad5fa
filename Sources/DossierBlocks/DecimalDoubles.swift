import DossierPrimitives

/// Doubles that come from decimal numbers, stored as integers: whole multiples of a power of ten.
///
/// `Double(integer) / 10^k` gives back every bit of such a value, since both are exact and a
/// division is rounded correctly. The others (NaN, -0.0, too many digits) are exceptions.
struct DecimalDoubles {
    /// All powers of ten up to here are exact doubles.
    static let exponentMax = 22
    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    private(set) var exponent: Int
    /// Each value times 10^exponent; for an exception, the integer before it.
    private(set) var integers: [UInt64]
    private(set) var exceptionPositions: [UInt64] = []
    private(set) var exceptionBits: [UInt64] = []

    /// Nil where more than a quarter of the values would be exceptions.
    init?(_ words: UnsafeBufferPointer<UInt64>) {
        guard let exponent = Self.exponent(for: words) else { return nil }
        self.exponent = exponent
        integers = []
        integers.reserveCapacity(words.count)
        let power = Self.powers[exponent]
        var last: Int64 = 0
        for (position, bits) in words.enumerated() {
            if let integer = Self.integer(bits, power: power) {
                last = integer
            } else {
                guard exceptionPositions.count < words.count / 4 else { return nil }
                exceptionPositions.append(UInt64(position))
                exceptionBits.append(bits)
            }
            integers.append(UInt64(bitPattern: last))
        }
    }

    /// The integer that reproduces the bits of a value; nil if none does.
    @inline(__always)
    private static func integer(_ bits: UInt64, power: Double) -> Int64? {
        let scaled = Double(bitPattern: bits) * power
        // Adding and taking away 1.5 × 2^52 rounds what is smaller than 2^51, without a call.
        guard abs(scaled) < 2_251_799_813_685_248 else { return nil }
        let rounded = (scaled + 6_755_399_441_055_744) - 6_755_399_441_055_744
        let integer = Int64(rounded)
        return (Double(integer) / power).bitPattern == bits ? integer : nil
    }

    /// The smallest exponent that suits nearly all of a sample, or else the one that suits most.
    private static func exponent(for words: UnsafeBufferPointer<UInt64>) -> Int? {
        let step = max(1, words.count / 48)
        var sample: [UInt64] = []
        for index in stride(from: 0, to: words.count, by: step) {
            let value = Double(bitPattern: words[index])
            if value.isFinite, value != 0 { sample.append(words[index]) }
        }
        guard !sample.isEmpty else { return 0 }
        var best = (exponent: 0, count: 0)
        for exponent in 0...18 {
            let power = powers[exponent]
            // With this many exceptions it suits too few values, or no more than the best.
            let misfitLimit = min(sample.count / 4 + 1, sample.count - best.count)
            var misfitCount = 0
            for bits in sample where integer(bits, power: power) == nil {
                misfitCount += 1
                if misfitCount == misfitLimit { break }
            }
            guard misfitCount < misfitLimit else { continue }
            best = (exponent, sample.count - misfitCount)
            if best.count * 16 >= sample.count * 15 { break }
        }
        return best.count > 0 ? best.exponent : nil
    }

    /// Exponent, number of exceptions, their positions and bits as streams, integers as a stream.
    func write(_ encoder: WordEncoder, into out: inout [UInt8]) {
        out.append(.decimal)
        out.append(UInt8(exponent))
        out.appendVarint(exceptionPositions.count)
        if !exceptionPositions.isEmpty {
            encoder.encode(exceptionPositions, into: &out)
            encoder.encode(exceptionBits, into: &out)
        }
        encoder.encode(integers, into: &out)
    }

    /// Reads what follows the encoding.
    static func read(
        _ reader: inout ByteReader,
        count: Int,
        depth: Int
    ) throws(BlockError) -> [UInt64] {
        let exponent = Int(try reader.byte())
        guard exponent <= exponentMax else {
            throw reader.error(.outOfBounds(UInt64(exponent), limit: UInt64(exponentMax)))
        }
        let exceptionCount = try reader.count(limit: count)
        var positions: [UInt64] = []
        var exceptions: [UInt64] = []
        if exceptionCount > 0 {
            positions = try WordDecoder.decode(&reader, count: exceptionCount, depth: depth)
            exceptions = try WordDecoder.decode(&reader, count: exceptionCount, depth: depth)
            try WordDecoder.checkCodes(positions, limit: count, reader)
        }
        var words = try WordDecoder.decode(&reader, count: count, depth: depth)
        let power = powers[exponent]
        for index in words.indices {
            words[index] = (Double(Int64(bitPattern: words[index])) / power).bitPattern
        }
        for (position, bits) in zip(positions, exceptions) { words[Int(position)] = bits }
        return words
    }
}
