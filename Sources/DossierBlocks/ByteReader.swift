import DossierPrimitives

/// A cursor over the bytes of a chunk that checks every step.
///
/// The bytes belong to the caller, who keeps them alive while the reader is in use.
struct ByteReader {
    let bytes: UnsafeRawBufferPointer
    private(set) var position = 0
    /// How many more words the streams of this chunk may hold, all together.
    ///
    /// Damaged bytes could otherwise nest streams into work without end.
    private var wordsLeft: Int

    init(_ bytes: UnsafeRawBufferPointer, valueCount: Int) {
        self.bytes = bytes
        wordsLeft = 16 * valueCount + 65_536
    }

    var remainingCount: Int { bytes.count - position }

    func error(_ code: BlockError.Code) -> BlockError { BlockError(code, byteOffset: position) }

    /// Takes note that a stream of `count` words is about to be decoded.
    mutating func spend(words count: Int) throws(BlockError) {
        guard count <= wordsLeft else { throw error(.tooComplex) }
        wordsLeft -= count
    }

    /// Allows for streams below one that holds more words than the chunk has values.
    mutating func allow(words count: Int) { wordsLeft += 16 * count }

    mutating func byte() throws(BlockError) -> UInt8 {
        guard position < bytes.count else { throw error(.truncated) }
        position += 1
        return bytes[position - 1]
    }

    mutating func encoding() throws(BlockError) -> Encoding {
        let id = try byte()
        guard let encoding = Encoding(rawValue: id) else {
            throw BlockError(.unknownEncoding(id), byteOffset: position - 1)
        }
        return encoding
    }

    /// The encoding that the next stream has, without skipping it.
    func peekEncoding() throws(BlockError) -> Encoding {
        var copy = self
        return try copy.encoding()
    }

    mutating func take(_ count: Int) throws(BlockError) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= remainingCount else { throw error(.truncated) }
        position += count
        return UnsafeRawBufferPointer(rebasing: bytes[(position - count)..<position])
    }

    mutating func word() throws(BlockError) -> UInt64 {
        UInt64(littleEndian: try take(8).loadUnaligned(as: UInt64.self))
    }

    mutating func varint() throws(BlockError) -> UInt64 {
        do throws(Varint.Failure) {
            return try Varint.read(bytes, at: &position)
        } catch {
            switch error {
            case .truncated: throw self.error(.truncated)
            case .tooLarge(let byte): throw self.error(.outOfBounds(UInt64(byte), limit: 1))
            }
        }
    }

    mutating func signed() throws(BlockError) -> UInt64 { unzigzag(try varint()) }

    /// A number that is at most `limit`.
    mutating func count(limit: Int) throws(BlockError) -> Int {
        let value = try varint()
        guard value <= UInt64(limit) else {
            throw error(.outOfBounds(value, limit: UInt64(limit)))
        }
        return Int(value)
    }

    /// A width in bits, 0 to 64.
    mutating func width() throws(BlockError) -> Int {
        let width = try byte()
        guard width <= 64 else { throw error(.outOfBounds(UInt64(width), limit: 64)) }
        return Int(width)
    }
}
