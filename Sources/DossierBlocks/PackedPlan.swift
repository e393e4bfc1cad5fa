/// How one block of at most 128 words is packed: a base, a width, and which words are exceptions.
///
/// A word is `base + high × 2^width + low`, where `low` is packed in `width` bits. Where `high` is
/// not 0 the word is an exception: its position takes a byte and `high` a signed varint.
struct PackedPlan {
    static let blockCount = 128

    var base: UInt64
    var width: Int
    var exceptionCount = 0
    /// About the size of the block, including its header.
    var bitCount: Int

    /// More exceptions than that in a block are not looked for: a wider packing is as good.
    private static let exceptionMax = 40
    private static let headerBitCount = 24

    /// Plans a block of 1 to 128 words.
    ///
    /// Keeps the base of the block before where that costs nothing.
    init(_ words: UnsafeBufferPointer<UInt64>, previousBase: UInt64) {
        var minimum = Int64.max
        var maximum = Int64.min
        for word in words {
            let value = Int64(bitPattern: word)
            minimum = min(minimum, value)
            maximum = max(maximum, value)
        }
        let lowest = UInt64(bitPattern: minimum)
        let range = UInt64(bitPattern: maximum) &- lowest
        base = lowest
        width = bitWidth(range)
        bitCount = width * words.count + Self.headerBitCount
        if width > 2, words.count >= Self.sampleCount { lookForExceptions(words) }
        if exceptionCount == 0, Int64(bitPattern: previousBase) <= minimum,
            bitWidth(UInt64(bitPattern: maximum) &- previousBase) == width
        {
            base = previousBase
        }
    }

    private mutating func lookForExceptions(_ words: UnsafeBufferPointer<UInt64>) {
        let shift = UInt64(width - 2)
        var highCount = 0
        for word in words { highCount &+= (word &- base) &>> shift == 0 ? 0 : 1 }
        if highCount * 2 < words.count { improve(words, base: base) }
        // Where most words lie far above the lowest one, that may be an outlier itself.
        let usual = Self.usualBounds(words)
        let spread = usual.upperBound &- usual.lowerBound
        guard bitWidth(spread) + 4 <= width else { return }
        var lowest = usual.lowerBound
        for word in words where Int64(bitPattern: word) < Int64(bitPattern: lowest) {
            if usual.lowerBound &- word <= spread { lowest = word }
        }
        improve(words, base: lowest)
    }

    private static let sampleCount = 8

    /// Bounds, as signed numbers, between which most words lie, by a sample of eight.
    private static func usualBounds(
        _ words: UnsafeBufferPointer<UInt64>
    ) -> (lowerBound: UInt64, upperBound: UInt64) {
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: sampleCount) { sample in
            for number in 0..<sampleCount {
                let word = Int64(bitPattern: words[number * words.count / sampleCount])
                var index = number
                while index > 0, sample[index - 1] > word {
                    sample[index] = sample[index - 1]
                    index -= 1
                }
                sample[index] = word
            }
            return (UInt64(bitPattern: sample[1]), UInt64(bitPattern: sample[sampleCount - 2]))
        }
    }

    /// Takes the width that is cheapest with this base, should that be better than the plan so far.
    private mutating func improve(_ words: UnsafeBufferPointer<UInt64>, base: UInt64) {
        // Counts of words by the width of their difference to the base, above it and below it.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2 * Self.binCount) { bins in
            bins.initialize(repeating: 0)
            for word in words {
                let value = Int64(bitPattern: word &- base)
                let sign = value &>> 63
                let bin = bitWidth(UInt64(bitPattern: value ^ sign)) &- Int(sign) &* Self.binCount
                bins[bin] &+= 1
            }
            improve(
                count: words.count,
                base: base,
                above: UnsafeMutableBufferPointer(rebasing: bins[..<Self.binCount]),
                below: UnsafeMutableBufferPointer(rebasing: bins[Self.binCount...])
            )
        }
    }

    /// Widths 0 to 64, and as many zeros as the sum below looks past them.
    private static let binCount = 72

    private mutating func improve(
        count: Int,
        base: UInt64,
        above: UnsafeMutableBufferPointer<UInt8>,
        below: UnsafeMutableBufferPointer<UInt8>
    ) {
        guard var width = (0...64).last(where: { above[$0] > 0 }) else { return }
        // Turns the counts of widths into counts of words that are at least as wide; at most 128.
        for bin in (0..<64).reversed() {
            above[bin] &+= above[bin + 1]
            below[bin] &+= below[bin + 1]
        }
        let belowCount = Int(below[0])
        while true {
            let exceptionCount = belowCount + Int(above[width + 1])
            if exceptionCount > Self.exceptionMax { return }
            // An exception of n bits above the packed ones has a signed varint of 1 + n / 7 bytes.
            var byteCount = 2 * exceptionCount
            for bin in stride(from: width + 7, through: 64, by: 7) {
                byteCount += Int(above[bin]) + Int(below[bin])
            }
            let bitCount = width * count + 8 * byteCount + Self.headerBitCount
            if bitCount < self.bitCount {
                self = PackedPlan(
                    base: base,
                    width: width,
                    exceptionCount: exceptionCount,
                    bitCount: bitCount
                )
            }
            if width == 0 { return }
            width -= 1
        }
    }

    private init(base: UInt64, width: Int, exceptionCount: Int, bitCount: Int) {
        self.base = base
        self.width = width
        self.exceptionCount = exceptionCount
        self.bitCount = bitCount
    }
}
