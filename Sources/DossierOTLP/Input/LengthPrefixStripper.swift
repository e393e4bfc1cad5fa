/// Removes the lengths from `[length: UInt32, big-endian][JSON]` messages, in place.
///
/// The four bytes of a length become one newline, or nothing before the first message: the output
/// is never longer than the input. JSON has no byte below 9, so a length, whose first byte is at
/// most 8, can be found again after a fault.
struct LengthPrefixStripper {
    /// The largest first byte of a plausible length, below 151 MB: larger ones may be text.
    private static let firstByteMax: UInt8 = 8
    private static let newline = UInt8(ascii: "\n")
    /// A length and the first byte of its message.
    static let headByteCount = 5

    private enum State {
        case prefix(byteCount: Int, value: UInt32)
        case opening(length: UInt32)
        case message(left: Int)
        /// Somewhere in a text, before the next length.
        case lost
    }

    private var state = State.prefix(byteCount: 0, value: 0)
    private var lastByte = newline
    /// How many bytes were read.
    private(set) var offset: UInt64 = 0
    /// Where a length was missing, until the next one is found.
    private var lostAt: UInt64?
    private var droppedByteCount: UInt64 = 0

    /// Whether an input that ends here ends inside a message.
    var isInsideMessage: Bool {
        switch state {
        case .prefix(let byteCount, _): byteCount > 0
        case .opening, .message: true
        case .lost: false
        }
    }

    /// Whether these bytes start with a length and the beginning of a JSON value.
    static func recognises(_ head: some Collection<UInt8>) -> Bool {
        let head = [UInt8](head.prefix(headByteCount))
        guard head.count == headByteCount, head[0] <= firstByteMax else { return false }
        let length = head.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return length >= 2 && isOpening(head[4])
    }

    private static func isOpening(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
    }

    /// Notes that bytes are missing before those that come next.
    mutating func lose() {
        state = .lost
    }

    /// Strips these bytes; returns how many are left, and the ranges in which lengths were missing.
    ///
    /// The ranges are of input bytes, each with the number of bytes dropped in it.
    ///
    /// - Complexity: O(*n*) in the size of the buffer.
    mutating func strip(
        _ buffer: UnsafeMutableRawBufferPointer,
        onLoss: (Range<UInt64>, UInt64, Int) -> Void
    ) -> Int {
        var read = 0
        var written = 0
        while read < buffer.count {
            let position = offset + UInt64(read)
            switch state {
            case .prefix(let byteCount, let value):
                let byte = buffer[read]
                guard byteCount > 0 || byte <= Self.firstByteMax else {
                    lose(at: position, dropping: 0)
                    continue
                }
                if byteCount == 0, lastByte != Self.newline {
                    buffer[written] = Self.newline
                    lastByte = Self.newline
                    written += 1
                }
                read += 1
                let length = value << 8 | UInt32(byte)
                state =
                    byteCount == 3
                    ? .opening(length: length) : .prefix(byteCount: byteCount + 1, value: length)
            case .opening(let length):
                guard length >= 2, Self.isOpening(buffer[read]) else {
                    lose(at: position - 4, dropping: 4)
                    continue
                }
                if let lower = lostAt {
                    onLoss(lower..<(position - 4), droppedByteCount, written)
                    lostAt = nil
                    droppedByteCount = 0
                }
                state = .message(left: Int(length))
            case .message(let left):
                let count = min(left, buffer.count - read)
                move(count, &read, &written, in: buffer)
                state =
                    left == count ? .prefix(byteCount: 0, value: 0) : .message(left: left - count)
            case .lost:
                let rest = buffer[read...]
                let end = rest.firstIndex { $0 <= Self.firstByteMax }
                move((end ?? buffer.count) - read, &read, &written, in: buffer)
                if end != nil { state = .prefix(byteCount: 0, value: 0) }
            }
        }
        offset += UInt64(read)
        return written
    }

    /// Reports a loss that lasted to the end of the input.
    mutating func finish(onLoss: (Range<UInt64>, UInt64, Int) -> Void) {
        guard let lower = lostAt else { return }
        onLoss(lower..<offset, droppedByteCount, 0)
        lostAt = nil
    }

    private mutating func lose(at position: UInt64, dropping byteCount: UInt64) {
        lostAt = lostAt ?? position
        droppedByteCount += byteCount
        state = .lost
    }

    private mutating func move(
        _ count: Int,
        _ read: inout Int,
        _ written: inout Int,
        in buffer: UnsafeMutableRawBufferPointer
    ) {
        guard count > 0 else { return }
        if read != written {
            UnsafeMutableRawBufferPointer(rebasing: buffer[written...]).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: buffer[read..<(read + count)])
            )
        }
        read += count
        written += count
        lastByte = buffer[written - 1]
    }
}
