internal import DossierColumns

/// The rejected values of one input.
///
/// Until something in the input is recognised as OTLP they are held back: the input may turn out to
/// be foreign as a whole, and is then refused with nothing stored.
struct Rejections {
    /// The most bytes kept in one rejected value; a longer part is kept in several.
    static let pieceByteLimit = 4 << 20
    /// An input is refused after this many bytes without any OTLP.
    static let foreignByteLimit = 1 << 20

    /// The number of the input in batches.
    private var input = 0
    private(set) var count = 0
    /// How many spans, log records and data points they hold, as far as is known; a value that is
    /// not looked into counts as one.
    private(set) var itemCount = 0
    /// Why the first value was rejected.
    private(set) var firstReason: String?
    /// Whether a member that only OTLP has was found.
    var isRecognised = false
    /// The values held back.
    private var pending: [RejectedValue] = []
    private var pendingByteCount = 0
    /// The bytes of rejected values in the current batch.
    private(set) var batchByteCount = 0
    /// What the beginning of the input looks like, if that is not JSON.
    var guess: InputFormatGuess?

    /// Continues with another input, or another part.
    mutating func begin(input: Int, isRecognised: Bool) {
        self.input = input
        self.isRecognised = isRecognised
        count = 0
        itemCount = 0
        firstReason = nil
        pending = []
        pendingByteCount = 0
        guess = nil
    }

    private mutating func countValue(_ reason: String, itemCount: Int = 1) {
        count += 1
        self.itemCount += itemCount
        firstReason = firstReason ?? reason
    }

    /// Rejects bytes of the input, in pieces if they are many.
    ///
    /// If they are in a string, `embeddedIn` is where the value with the string starts.
    mutating func reject(
        _ bytes: UnsafeRawBufferPointer,
        at offset: UInt64,
        embeddedIn: UInt64?,
        reason: String,
        isTail: Bool,
        itemCount: Int = 1,
        into batch: inout BatchBuilder
    ) {
        countValue(reason, itemCount: itemCount)
        var start = 0
        repeat {
            let end = min(bytes.count, start + Self.pieceByteLimit)
            let rejected = RejectedValue(
                input: input,
                byteOffset: embeddedIn ?? offset + UInt64(start),
                reason: start == 0 ? reason : "continuation of the value at byte \(offset)",
                bytes: Array(bytes[start..<end]),
                isTail: isTail
            )
            keep(rejected, in: &batch)
            start = end
        } while start < bytes.count
    }

    /// Rejects the beginning of a part that ends at an offset.
    mutating func reject(
        _ part: OversizedPart,
        endingAt end: UInt64,
        reason: String,
        isTail: Bool,
        into batch: inout BatchBuilder
    ) {
        countValue(reason)
        let rejected = RejectedValue(
            input: input,
            byteOffset: part.offset,
            reason: "\(reason); only the first \(part.head.count) bytes are kept, the rest up to"
                + " byte \(end) is not",
            bytes: part.head,
            isTail: isTail
        )
        keep(rejected, in: &batch)
    }

    /// Rejects the pieces of a value whose last one is missing at the end of the input.
    mutating func reject(_ line: PartialLine, into batch: inout BatchBuilder) {
        let reason = "input ends before the last piece of a value split over log lines"
        countValue(reason)
        batch.content.rejected.append(
            RejectedValue(
                input: input,
                byteOffset: line.offset,
                reason: reason,
                bytes: line.bytes,
                isTail: true
            )
        )
    }

    private mutating func keep(_ rejected: RejectedValue, in batch: inout BatchBuilder) {
        if isRecognised {
            batch.content.rejected.append(rejected)
            batchByteCount += rejected.bytes.count
        } else {
            pending.append(rejected)
            pendingByteCount += rejected.bytes.count
        }
    }

    /// Moves what was held back to a batch, when the input is known to be OTLP.
    mutating func movePending(to batch: inout BatchBuilder) {
        if pending.isEmpty { return }
        batch.content.rejected.append(contentsOf: pending)
        pending = []
    }

    /// Starts with the next batch.
    mutating func beginBatch() {
        batchByteCount = 0
    }
}

/// Foreign inputs.
extension Rejections {
    /// Whether so much was held back that the input should be refused.
    var isForeign: Bool { !isRecognised && pendingByteCount > Self.foreignByteLimit }

    /// Whether the input, read to its end, has values but none with OTLP.
    var isForeignAtEnd: Bool { !isRecognised && !pending.isEmpty }

    /// What an input without any OTLP seems to be.
    var foreignFormat: InputRefusal {
        if guess == nil || guess == .plainText, let scalars = Self.scalars(pending) {
            return scalars
        }
        if let guess { return guess.refusal }
        let values = pending.lazy.filter { $0.bytes.first == UInt8(ascii: "{") }
        let formats = values.compactMap { value in
            value.bytes.withUnsafeBytes { ForeignFormat(of: $0)?.refusal }
        }
        if let format = formats.first { return format }
        return values.contains { Self.beginsObject($0.bytes) } ? .notOTLP : .notJSON
    }

    /// Whether bytes begin like an object of JSON, whose keys are in quotes.
    private static func beginsObject(_ bytes: [UInt8]) -> Bool {
        let content = bytes.dropFirst().first { $0 > 0x20 }
        return content == UInt8(ascii: "\"") || content == UInt8(ascii: "}")
    }

    /// What an input is that holds only `null`, numbers, or other values without members; nil for
    /// any other.
    private static func scalars(_ values: [RejectedValue]) -> InputRefusal? {
        guard values.allSatisfy({ holdsScalars($0.bytes) }) else { return nil }
        let separators = Set(" \t\r\n,[]".utf8)
        let isNull = values.allSatisfy { value in
            value.bytes.filter { !separators.contains($0) } == Array("null".utf8)
        }
        guard isNull else { return .notOTLP }
        return InputRefusal(
            "JSON that is not OTLP, but the value null",
            "an exporter that had nothing to write may have written it: check what it was asked for"
        )
    }

    /// Whether bytes are JSON values without members, between blanks and the punctuation of lists.
    private static func holdsScalars(_ bytes: [UInt8]) -> Bool {
        let padded = bytes + [UInt8](repeating: 0, count: Scanner.padding)
        return padded.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return false }
            // A number is complete only before something else.
            var scanner = Scanner(base: base, position: 0, limit: bytes.count + 1)
            while scanner.position < bytes.count {
                switch base[scanner.position] {
                case 0x20, 0x09, 0x0a, 0x0d, UInt8(ascii: ","), UInt8(ascii: "["),
                    UInt8(ascii: "]"):
                    scanner.position += 1
                case UInt8(ascii: "{"): return false
                default:
                    do throws(ReadFailure) { try scanner.skipValue() } catch { return false }
                }
            }
            return scanner.position == bytes.count
        }
    }

    /// Forgets what was rejected of an input that is refused.
    mutating func refuse() {
        count = 0
        itemCount = 0
        firstReason = nil
        pending = []
    }
}
