/// A stream of decoded bytes of one input: a file, standard input, or bytes in memory.
///
/// ```
/// read(2) ─▶ EncodedBytes ─▶ GzipDecoder │ ZstdDecoder ─▶ LengthPrefixStripper ─▶ caller's buffer
///    └──────────────────────── plain ────────────────────────────────────────────────▲
/// ```
///
/// Everything that decodes is delivered. Damage is recorded, and decoding continues at the next
/// frame after it, with a newline between the two sides. Memory is bounded: one fixed buffer, and
/// what the decompressor keeps (128 MiB at most).
package struct DecodedInput: ~Copyable {
    /// The path as given, `standard input`, or the name given to bytes in memory.
    package let name: String
    package let encoding: InputEncoding
    /// How many decoded bytes have been delivered.
    package private(set) var decodedBytesRead: UInt64 = 0

    private let encoded: EncodedBytes
    private let decompressor: Decompressor
    private var stripper: LengthPrefixStripper?
    /// Decoded bytes that were inspected at opening and are still to be delivered.
    private var head: [UInt8]
    /// Why the first bytes could not be read, for the first call to throw.
    private let openingError: InputError?
    /// Whether the end was reached and the findings are complete.
    private var isFinished = false

    /// Opens a file, or standard input if the path is `-`, and reads its first bytes.
    ///
    /// Throws if the file cannot be opened; if it cannot be read, the first read throws.
    package init(path: String) throws(InputError) {
        self.init(try ByteSource(path: path), name: path == "-" ? "standard input" : path)
    }

    /// Decodes bytes in memory.
    package init(bytes: [UInt8], name: String) {
        self.init(ByteSource(bytes: bytes, name: name), name: name)
    }

    /// Delivers bytes in memory as they are, even if they look compressed or framed.
    package init(plain bytes: [UInt8], name: String) {
        let encoded = EncodedBytes(ByteSource(bytes: bytes, name: name))
        self.init(InputOpening(plain: encoded), encoded, name: name)
    }

    private init(_ source: ByteSource, name: String) {
        let encoded = EncodedBytes(source)
        self.init(InputOpening(encoded), encoded, name: name)
    }

    private init(_ opening: InputOpening, _ encoded: EncodedBytes, name: String) {
        self.name = name
        self.encoded = encoded
        encoding = opening.encoding
        decompressor = opening.decompressor
        head = opening.head
        openingError = opening.error
        stripper = opening.encoding.isLengthPrefixedJSON ? LengthPrefixStripper() : nil
    }

    package var isStandardInput: Bool { encoded.isStandardInput }

    /// The size of the file when it was opened; nil for pipes and devices.
    package var encodedByteCount: UInt64? { encoded.byteCount }

    /// How many encoded bytes have been decoded, for progress.
    package var encodedBytesRead: UInt64 { encoded.position }

    /// How many bytes there are, if they are in memory as they are; nil for other inputs.
    var memoryByteCount: Int? {
        encoding == .plain ? encoded.memoryByteCount : nil
    }

    /// Whether decoded bytes can be read at any offset.
    var isSeekable: Bool { encoding == .plain && encoded.isSeekable }

    /// Reads decoded bytes at an offset; 0 at the end.
    ///
    /// Only if `isSeekable`. May be called by several threads at once.
    func read(
        into buffer: UnsafeMutableRawBufferPointer,
        at offset: UInt64
    ) throws(InputError) -> Int {
        try encoded.read(into: buffer, at: offset)
    }

    /// A warning if the input ended at an offset and the file was larger when it was opened.
    func shrinkWarning(at offset: UInt64) -> String? {
        shrinking(to: offset).map { "\(name): \(InputTruncation(kind: $0, encodedOffset: offset))" }
    }

    private func shrinking(to offset: UInt64) -> InputTruncation.Kind? {
        guard let byteCount = encodedByteCount, offset < byteCount else { return nil }
        return .shrunkFile(byteCountAtOpening: byteCount)
    }

    /// The damage found so far, in the order of the input; the first thousand findings.
    package var damage: [InputDamage] { encoded.findings.damage }

    /// How many findings of damage there are, including those not listed.
    package var damageCount: Int { encoded.findings.damageCount }

    /// Where and inside what the input ended too early; nil if it did not, or if `read(into:)` has
    /// not returned 0 yet.
    package var truncationWarning: String? {
        encoded.findings.truncation.map { "\(name): \($0)" }
    }

    /// Fills as much of the buffer, which is not empty, as is available; returns 0 only at the end.
    ///
    /// Waits for input only if there is nothing to deliver. Allocates nothing unless it finds
    /// damage.
    package mutating func read(
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(InputError) -> Int {
        precondition(!buffer.isEmpty, "an empty read would look like the end")
        guard !isFinished else { return 0 }
        if let openingError { throw openingError }
        var count = 0
        while count == 0 {
            let damageCountBefore = damageCount
            let decoded = try decode(into: buffer)
            if damageCount > damageCountBefore { stripper?.lose() }
            guard decoded > 0 else {
                finish()
                return 0
            }
            count = strip(UnsafeMutableRawBufferPointer(rebasing: buffer[..<decoded]))
        }
        decodedBytesRead += UInt64(count)
        return count
    }

    private mutating func decode(
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(InputError) -> Int {
        let count = min(head.count, buffer.count)
        encoded.findings.decodedOffset = decodedBytesRead + UInt64(count)
        guard count > 0 else { return try decompressor.decode(into: buffer) }
        let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
        let decoded = rest.isEmpty ? 0 : try decompressor.decode(into: rest)
        buffer.copyBytes(from: head.prefix(count))
        head.removeFirst(count)
        return count + decoded
    }

    private mutating func strip(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard var stripper = stripper.take() else { return buffer.count }
        let count = stripper.strip(buffer) { range, dropped, decodedInCall in
            recordMissingPrefix(range, dropped, decodedInCall)
        }
        self.stripper = stripper
        return count
    }

    private mutating func recordMissingPrefix(
        _ range: Range<UInt64>,
        _ droppedByteCount: UInt64,
        _ decodedInCall: Int
    ) {
        // A local reference, here and in `finish`: without it the thread sanitizer's build of Swift
        // 6.3 aborts.
        let encoded = encoded
        encoded.findings.decodedOffset = decodedBytesRead
        let isPlain = encoding == .lengthPrefixedJSON
        encoded.findings.record(
            .lengthPrefixMissing,
            encodedRange: isPlain ? range : encoded.position..<encoded.position,
            skippedByteCount: droppedByteCount,
            decodedInCall: decodedInCall
        )
    }

    private mutating func finish() {
        isFinished = true
        let encoded = encoded
        if var stripper = stripper.take() {
            if stripper.isInsideMessage {
                encoded.findings.truncate(.lengthPrefixedMessage, at: encoded.position)
            }
            stripper.finish { range, dropped, decodedInCall in
                recordMissingPrefix(range, dropped, decodedInCall)
            }
        }
        if let kind = shrinking(to: encoded.position) {
            encoded.findings.truncate(kind, at: encoded.position)
        }
    }
}
