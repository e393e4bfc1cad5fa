internal import DossierColumns

/// The bytes of a decoded input that are in memory, and the fingerprint of all before them.
///
/// Offsets are counted from the start of the decoded input; positions from the start of the window.
final class InputWindow {
    private static let initialCapacity = 512 << 10

    private let stream: InputStream
    /// The part of the input that the window is for, if not for all of it.
    private let part: (any InputPart)?
    /// Where that part ends; nil if it extends to the end of the input.
    private var partEnd: UInt64?
    private var capacity: Int
    private(set) var base: UnsafeMutablePointer<UInt8>
    private(set) var limit = 0
    /// The offset of the window's first byte.
    private(set) var offset: UInt64
    private(set) var isAtEnd = false

    private var hasher = PrefixHasher()
    private var hashedOffset: UInt64
    private var boundary: UInt64
    private var boundaryMark: PrefixHasher.Mark

    /// A window for an input that is read from its beginning.
    convenience init(_ input: consuming DecodedInput) {
        self.init(InputStream(input), offset: 0, part: nil, end: nil)
    }

    private init(_ stream: InputStream, offset: UInt64, part: (any InputPart)?, end: UInt64?) {
        self.stream = stream
        self.part = part
        partEnd = end
        let byteCount = part == nil ? stream.input.memoryByteCount : nil
        // So that it need not grow before the end is seen.
        capacity = Self.initialCapacity
        if let byteCount { capacity = min(capacity, byteCount * 2 + 64) }
        base = .allocate(capacity: capacity + Scanner.padding)
        base.initialize(repeating: 0, count: Scanner.padding)
        self.offset = offset
        hashedOffset = offset
        boundary = offset
        boundaryMark = hasher.mark
    }

    deinit {
        base.deallocate()
    }

    var encodedBytesRead: UInt64 {
        part == nil ? stream.input.encodedBytesRead : decodedByteCount
    }
    var decodedByteCount: UInt64 { offset + UInt64(limit) }
    /// What is wrong with the end of the input, once it was reached.
    var truncationWarning: String? {
        part == nil
            ? stream.input.truncationWarning : stream.input.shrinkWarning(at: decodedByteCount)
    }
    var damage: [InputDamage] { stream.input.damage }
    /// How many findings of damage there are, including those not in `damage`.
    var damageCount: Int { stream.input.damageCount }

    /// Drops what is before the position `keep` and reads more after the rest; false at the end of
    /// the input.
    ///
    /// The rest is less than `byteLimit`, the most the window grows to. At least as much is read as
    /// is kept, if there is room, however little a pipe returns at a time: so an element that is
    /// read again after each refill is read only a few times. What was at position p is at p −
    /// `keep` afterwards.
    func refill(
        keepingFrom keep: Int,
        byteLimit: Int = DumpReader.windowByteLimit
    ) throws(InputError) -> Bool {
        if isAtEnd { return false }
        if endsPart {
            guard let part, part.mayReadOn() else {
                isAtEnd = true
                return false
            }
            partEnd = nil
        }
        discard(before: keep)
        if capacity - limit < capacity / 2, capacity < byteLimit { grow(to: byteLimit) }
        let kept = limit
        repeat {
            let count = try read(atMost: capacity - limit)
            if count == 0 { isAtEnd = true }
            limit += count
        } while !isAtEnd && !endsPart && limit < min(kept * 2, capacity)
        (base + limit).update(repeating: 0, count: Scanner.padding)
        return limit > kept
    }

    private func read(atMost byteCount: Int) throws(InputError) -> Int {
        var room = UnsafeMutableRawBufferPointer(start: base + limit, count: byteCount)
        guard part != nil else { return try stream.input.read(into: room) }
        if let partEnd {
            let rest = Int(clamping: partEnd - decodedByteCount)
            room = UnsafeMutableRawBufferPointer(rebasing: room.prefix(rest))
        }
        return try stream.input.read(into: room, at: decodedByteCount)
    }

    /// Marks `offset` as the end of the last value that was read completely.
    func setBoundary(_ offset: UInt64) {
        boundary = offset
    }

    /// The fingerprint of all bytes before the boundary.
    ///
    /// For a part, only when it is its turn.
    func prefixHash() -> UInt64 {
        markBoundary()
        return hasher.fingerprint(at: boundaryMark, after: part?.blocksBefore ?? [])
    }

    /// Skips to an offset; returns the hash of all bytes before it, or nil if the input ends
    /// earlier.
    func skip(to target: UInt64) throws(InputError) -> UInt64? {
        while decodedByteCount < target {
            setBoundary(decodedByteCount)
            guard try refill(keepingFrom: limit) else { return nil }
        }
        setBoundary(target)
        return prefixHash()
    }

    private func discard(before keep: Int) {
        let newOffset = offset + UInt64(keep)
        if hashedOffset < newOffset {
            markBoundary()
            hash(upTo: newOffset)
        }
        let rest = limit - keep
        if keep > 0 { base.update(from: base + keep, count: rest) }
        offset = newOffset
        limit = rest
    }

    private func markBoundary() {
        guard hashedOffset <= boundary else { return }
        hash(upTo: boundary)
        boundaryMark = hasher.mark
    }

    private func hash(upTo end: UInt64) {
        guard hashedOffset < end, hashedOffset >= offset else { return }
        let start = Int(hashedOffset - offset)
        hasher.update(UnsafeRawBufferPointer(start: base + start, count: Int(end - hashedOffset)))
        hashedOffset = end
    }

    private func grow(to byteLimit: Int) {
        let grownCapacity = min(capacity * 2, byteLimit)
        let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: grownCapacity + Scanner.padding)
        grown.update(from: base, count: limit)
        base.deallocate()
        base = grown
        capacity = grownCapacity
    }
}

/// An input shared by windows: one reads it in order, the others at any offset.
private final class InputStream {
    var input: DecodedInput

    init(_ input: consuming DecodedInput) { self.input = input }
}

/// A part of an input that has a window of its own.
protocol InputPart: AnyObject {
    /// The fingerprints of the blocks of the input before the window's first.
    var blocksBefore: [UInt64] { get }

    /// Whether the reader of the part may go on past its end; waits until that is known.
    func mayReadOn() -> Bool
}

/// Parts of an input.
extension InputWindow {
    /// Whether the window ends where the next part starts.
    var endsPart: Bool { partEnd == decodedByteCount }

    /// How many bytes follow a position, if they can be read at any offset; else nil.
    func seekableByteCount(from position: Int) -> UInt64? {
        guard stream.input.isSeekable, let size = stream.input.encodedByteCount else { return nil }
        return size - min(size, offset + UInt64(position))
    }

    /// The fingerprints of the whole blocks before the boundary that were read through the window.
    func blocksBeforeBoundary() -> [UInt64] {
        markBoundary()
        return hasher.blocks
    }

    /// A window for the part of the input from `start` to `end`, or to the end of the input.
    ///
    /// It begins with the block that `start` is in.
    func window(
        for part: any InputPart,
        from start: UInt64,
        to end: UInt64?
    ) throws(InputError) -> InputWindow {
        let blockStart = start - start % UInt64(PrefixHasher.blockByteCount)
        let window = InputWindow(stream, offset: blockStart, part: part, end: end)
        while window.decodedByteCount <= start, try window.refill(keepingFrom: 0) {}
        return window
    }

    /// The offset of the first line at or after an offset that starts with a brace; nil if there is
    /// none within `searchByteCount` bytes, or before the end of the input.
    func lineStart(
        from start: UInt64,
        searchByteCount: Int
    ) throws(InputError) -> UInt64? {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 8)
        defer { buffer.deallocate() }
        var searched = start
        var isLineStart = false
        while searched < start + UInt64(searchByteCount) {
            let count = try stream.input.read(into: buffer, at: searched)
            if count == 0 { return nil }
            for (index, byte) in buffer.prefix(count).enumerated() {
                if isLineStart, byte == UInt8(ascii: "{") { return searched + UInt64(index) }
                isLineStart = byte == 0x0a
            }
            searched += UInt64(count)
        }
        return nil
    }
}
