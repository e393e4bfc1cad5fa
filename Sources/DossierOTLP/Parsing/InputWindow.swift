/// The part of a decoded input that is in memory, and the hash of all that came before.
///
/// Offsets are counted from the start of the decoded input; positions from the start of the window.
final class InputWindow {
    private static let initialCapacity = 1 << 20

    private var input: DecodedInput
    private var hasher = ContentHasher()
    private var capacity: Int
    private(set) var base: UnsafeMutablePointer<UInt8>
    private(set) var limit = 0
    /// The offset of the window's first byte.
    private(set) var offset: UInt64 = 0
    private(set) var isAtEnd = false

    private var hashedOffset: UInt64 = 0
    private var boundary: UInt64 = 0
    private var boundaryHash: UInt64

    init(_ input: consuming DecodedInput) {
        self.input = input
        capacity = Self.initialCapacity
        base = .allocate(capacity: capacity + Scanner.padding)
        base.initialize(repeating: 0, count: capacity + Scanner.padding)
        boundaryHash = hasher.digest
    }

    deinit {
        base.deallocate()
    }

    var encodedBytesRead: UInt64 { input.encodedBytesRead }
    var decodedByteCount: UInt64 { offset + UInt64(limit) }
    var truncationWarning: String? { input.truncationWarning }
    var damage: [InputDamage] { input.damage }

    /// Drops what lies before the position `keep` and reads more behind the rest; false at the end
    /// of the input.
    ///
    /// Everything that was at position p is at p − `keep` afterwards.
    func refill(keepingFrom keep: Int) throws(InputError) -> Bool {
        if isAtEnd { return false }
        discard(before: keep)
        if capacity - limit < capacity / 2 { grow() }
        let room = UnsafeMutableRawBufferPointer(start: base + limit, count: capacity - limit)
        let count = try input.read(into: room)
        if count == 0 { isAtEnd = true }
        limit += count
        (base + limit).update(repeating: 0, count: Scanner.padding)
        return count > 0
    }

    /// Marks `offset` as the end of the last value that was read completely.
    func setBoundary(_ offset: UInt64) {
        boundary = offset
    }

    /// The hash of all bytes before the boundary.
    func prefixHash() -> UInt64 {
        if hashedOffset <= boundary {
            hash(upTo: boundary)
            boundaryHash = hasher.digest
        }
        return boundaryHash
    }

    /// Reads on to an offset without looking at the bytes; the hash of all before it, or nil if the
    /// input ends earlier.
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
            if hashedOffset <= boundary { _ = prefixHash() }
            hash(upTo: newOffset)
        }
        let rest = limit - keep
        if keep > 0 { base.update(from: base + keep, count: rest) }
        offset = newOffset
        limit = rest
    }

    private func hash(upTo end: UInt64) {
        guard hashedOffset < end, hashedOffset >= offset else { return }
        let start = Int(hashedOffset - offset)
        hasher.update(UnsafeRawBufferPointer(start: base + start, count: Int(end - hashedOffset)))
        hashedOffset = end
    }

    private func grow() {
        let grownCapacity = capacity * 2
        let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: grownCapacity + Scanner.padding)
        grown.update(from: base, count: limit)
        base.deallocate()
        base = grown
        capacity = grownCapacity
    }
}
