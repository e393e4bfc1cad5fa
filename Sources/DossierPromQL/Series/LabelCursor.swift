/// Walks the pairs of encoded labels, giving the ranges of their names and values.
struct LabelCursor {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var name = 0..<0
    private(set) var value = 0..<0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The encoded pair, lengths included.
    var pair: Range<Int> { pairStart..<value.upperBound }
    private var pairStart = 0

    mutating func next() -> Bool {
        guard position < bytes.count else { return false }
        pairStart = position
        name = text()
        value = text()
        return true
    }

    private mutating func text() -> Range<Int> {
        var count = Int(bytes[position])
        position += 1
        if count == 255 {
            count =
                Int(bytes[position]) | Int(bytes[position + 1]) << 8 | Int(bytes[position + 2])
                << 16
            position += 3
        }
        let start = position
        position += count
        return start..<position
    }
}
