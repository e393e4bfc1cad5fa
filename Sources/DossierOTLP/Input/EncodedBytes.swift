internal import Glibc

/// The encoded bytes of an input, as decoders see them: one fixed buffer, refilled from a source.
///
/// Consumed bytes are kept for a while (`lookBehind`), so that a decoder can go back to where a
/// fault began and search for the next frame there, even if the source is a pipe.
final class EncodedBytes {
    /// The size of the buffer.
    static let capacity = 512 << 10
    /// How many consumed bytes are kept at least.
    ///
    /// A zstd block has 128 KiB at most, and the step that fails began no more than a block ago.
    static let lookBehind = 160 << 10
    /// A refill moves the kept bytes to the front if the room at the back is below this.
    private static let roomMin = 64 << 10

    /// What was found wrong with the bytes.
    var findings = InputFindings()

    private let source: ByteSource
    private let storage: UnsafeMutableRawBufferPointer
    /// The unread bytes, `start..<end` of the storage.
    private var start = 0
    private var end = 0
    /// The offset of the storage's first byte in the encoded input.
    private var storageOffset: UInt64 = 0
    private var isExhausted = false

    init(_ source: ByteSource) {
        self.source = source
        storage = .allocate(byteCount: Self.capacity, alignment: 64)
    }

    deinit {
        storage.deallocate()
    }

    var path: String { source.path }
    var isStandardInput: Bool { source.isStandardInput }
    var byteCount: UInt64? { source.byteCount }
    /// How many bytes there are, if they are in memory.
    var memoryByteCount: Int? { source.memoryByteCount }

    /// The offset of the first unread byte in the encoded input.
    var position: UInt64 { storageOffset + UInt64(start) }
    var availableCount: Int { end - start }
    /// The unread bytes in the buffer, valid until the next mutation.
    var available: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[start..<end]) }

    /// The unread byte that is `index` bytes away.
    subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < availableCount)
        return storage[start + index]
    }

    /// Whether the unread bytes at `index` are these.
    func hasBytes(_ bytes: [UInt8], at index: Int = 0) -> Bool {
        guard index + bytes.count <= availableCount else { return false }
        return bytes.indices.allSatisfy { self[index + $0] == bytes[$0] }
    }

    /// Whether the unread bytes end inside these, having been the same so far.
    func endsInside(_ bytes: [UInt8], at index: Int = 0) -> Bool {
        let count = availableCount - index
        guard count < bytes.count else { return false }
        return count <= 0 || hasBytes([UInt8](bytes.prefix(count)), at: index)
    }

    func bigEndianUInt32(at index: Int = 0) -> UInt32 {
        (0..<4).reduce(0) { $0 << 8 | UInt32(self[index + $1]) }
    }

    func littleEndianUInt32(at index: Int = 0) -> UInt32 {
        bigEndianUInt32(at: index).byteSwapped
    }

    /// How far away the next unread byte of this value is, within the buffer.
    ///
    /// - Complexity: O(*n*) in the distance.
    func distance(to byte: UInt8) -> Int? {
        guard availableCount > 0, let base = available.baseAddress,
            let found = memchr(base, Int32(byte), availableCount)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }

    func advance(by count: Int) {
        precondition(count >= 0 && count <= availableCount)
        start += count
    }

    /// Goes back to a position, or to the first byte still kept if that is later.
    func moveBack(to position: UInt64) {
        precondition(position <= self.position)
        start = position <= storageOffset ? 0 : Int(position - storageOffset)
    }

    /// Adds what one read of the source gives; false at the end of the input.
    func fill() throws(InputError) -> Bool {
        guard !isExhausted else { return false }
        if storage.count - end < Self.roomMin { dropConsumed() }
        precondition(end < storage.count, "fill() is for a buffer that is all but used up")
        let room = UnsafeMutableRawBufferPointer(rebasing: storage[end...])
        let count = try source.read(into: room)
        end += count
        isExhausted = count == 0
        return count > 0
    }

    /// Adds bytes until `count` are unread or the input ends; returns how many are.
    func fill(atLeast count: Int) throws(InputError) -> Int {
        while availableCount < count, try fill() {}
        return availableCount
    }

    private func dropConsumed() {
        let dropped = start - Self.lookBehind
        guard dropped > 0 else { return }
        storage.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[dropped..<end]))
        storageOffset += UInt64(dropped)
        start -= dropped
        end -= dropped
    }

    var isSeekable: Bool { source.isSeekable }

    /// Reads what is at an offset, without a change to what comes next; 0 at the end.
    func read(
        into buffer: UnsafeMutableRawBufferPointer,
        at offset: UInt64
    ) throws(InputError) -> Int {
        try source.read(into: buffer, at: offset)
    }

    /// Hands the bytes on as they are: first those in the buffer, then straight from the source.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        guard availableCount == 0 else {
            let count = min(availableCount, buffer.count)
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: available[..<count]))
            start += count
            return count
        }
        guard !isExhausted else { return 0 }
        let count = try source.read(into: buffer)
        storageOffset = position + UInt64(count)
        start = 0
        end = 0
        isExhausted = count == 0
        return count
    }
}
