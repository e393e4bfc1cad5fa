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
    /// After so many values, one that follows another closely is kept with it.
    private static let separateLimit = 1_000
    /// How far apart such values are at most: white space, punctuation, tags and lengths.
    static let gapLimit = 15
    /// About what a rejected value takes in memory besides its bytes.
    private static let overheadByteCount = 128

    /// The value that was kept last, if others may be joined to it.
    private struct LastValue {
        var end: UInt64
        var byteCount: Int
        let isPending: Bool
        var joinedCount: Int
    }

    /// How many values of an input are kept one by one.
    var keptLimit = Int.max
    private var keptCount = 0
    /// Where those begin that are not, and how many they are.
    private var rest: (offset: UInt64, count: Int)?
    private var last: LastValue?
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
    mutating func begin(input: Int, isRecognised: Bool, _ batch: inout BatchBuilder) {
        closeLast(in: &batch)
        keptCount = 0
        rest = nil
        self.input = input
        self.isRecognised = isRecognised
        count = 0
        itemCount = 0
        firstReason = nil
        pending = []
        pendingByteCount = 0
        guess = nil
    }

    private mutating func add(_ count: RejectionCount, _ reason: String) {
        self.count += count.values
        itemCount += count.items
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
        count: RejectionCount = RejectionCount(),
        into batch: inout BatchBuilder
    ) {
        add(count, reason)
        guard keptCount < keptLimit else {
            last = nil
            rest = (rest?.offset ?? embeddedIn ?? offset, (rest?.count ?? 0) + count.values)
            return
        }
        keptCount += 1
        keep(bytes, at: offset, embeddedIn: embeddedIn, reason: reason, isTail: isTail, in: &batch)
        guard !isTail, embeddedIn == nil, bytes.count <= Self.pieceByteLimit else { return }
        last = LastValue(
            end: offset + UInt64(bytes.count),
            byteCount: bytes.count,
            isPending: !isRecognised,
            joinedCount: count.values - 1
        )
    }

    private mutating func keep(
        _ bytes: UnsafeRawBufferPointer,
        at offset: UInt64,
        embeddedIn: UInt64?,
        reason: String,
        isTail: Bool,
        in batch: inout BatchBuilder
    ) {
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
        add(RejectionCount(), reason)
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
        add(RejectionCount(), reason)
        closeLast(in: &batch)
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
        closeLast(in: &batch)
        if isRecognised {
            batch.content.rejected.append(rejected)
            batchByteCount += rejected.bytes.count + Self.overheadByteCount
        } else {
            pending.append(rejected)
            pendingByteCount += rejected.bytes.count
        }
    }

    /// Moves what was held back to a batch, when the input is known to be OTLP.
    mutating func movePending(to batch: inout BatchBuilder) {
        if pending.isEmpty { return }
        closeLast(in: &batch)
        batch.content.rejected.append(contentsOf: pending)
        pending = []
    }

    /// Ends a batch; the next value is of another one.
    mutating func endBatch(_ batch: inout BatchBuilder) {
        closeLast(in: &batch)
        batchByteCount = 0
    }
}

/// Values that are kept with others, because there are so many.
extension Rejections {
    /// Where the last value ends, if one in a range is to be joined to it.
    func endOfLast(before range: Range<UInt64>) -> UInt64? {
        guard count >= Self.separateLimit, let last, last.isPending != isRecognised,
            range.lowerBound >= last.end, range.lowerBound - last.end <= Self.gapLimit,
            last.byteCount + Int(range.upperBound - last.end) <= Self.pieceByteLimit
        else { return nil }
        return last.end
    }

    /// Rejects what is in bytes that follow the last value.
    mutating func join(
        _ bytes: UnsafeRawBufferPointer,
        _ count: RejectionCount,
        in batch: inout BatchBuilder
    ) {
        self.count += count.values
        itemCount += count.items
        last?.end += UInt64(bytes.count)
        last?.byteCount += bytes.count
        last?.joinedCount += count.values
        if isRecognised {
            batchByteCount += bytes.count
            batch.content.rejected[batch.content.rejected.count - 1].bytes += bytes
        } else {
            pendingByteCount += bytes.count
            pending[pending.count - 1].bytes += bytes
        }
    }

    /// Says of the last value how many were joined to it, and joins no more.
    private mutating func closeLast(in batch: inout BatchBuilder) {
        guard let closed = last.take(), closed.joinedCount > 0 else { return }
        let note = "; \(closed.joinedCount) more values in these bytes can't be read"
        if closed.isPending {
            if let index = pending.indices.last { pending[index].reason += note }
        } else if let index = batch.content.rejected.indices.last {
            batch.content.rejected[index].reason += note
        }
    }

    /// Keeps the end of an input, all of which is given, if there are values in it that were counted
    /// and not kept.
    mutating func keepRest(of input: [UInt8], in batch: inout BatchBuilder) {
        guard let rest = rest.take() else { return }
        let reason =
            "the rest of the request, in which \(rest.count) more values can't be read; only"
            + " \(keptLimit) are kept one by one"
        input.withUnsafeBytes { bytes in
            keep(
                UnsafeRawBufferPointer(rebasing: bytes.dropFirst(Int(clamping: rest.offset))),
                at: rest.offset,
                embeddedIn: nil,
                reason: reason,
                isTail: false,
                in: &batch
            )
        }
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
        last = nil
        rest = nil
    }
}
