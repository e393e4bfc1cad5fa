/// Decodes zstd frames one after another, bare or each after a length (the collector's messages).
///
/// 1. A frame starts with its magic, a message with a length before it. Skippable frames are
///    skipped. A newline is put between messages, unless the first one begins with the byte of a
///    newline, as requests in protobuf form do.
/// 2. libzstd decodes the frame block by block.
/// 3. After a fault, the search for the next frame starts at the block that failed.
///
/// A length is checked, not relied on: frames mark their own end.
final class ZstdDecoder {
    private static let skippableHeaderByteCount = 8
    private static let newline = UInt8(ascii: "\n")

    private enum State {
        case boundary
        case frame
        case skippable(left: UInt64)
        /// A fault to report once the next frame is found.
        case damaged(InputDamage.Reason)
        case ended
    }

    private let encoded: EncodedBytes
    private let layout: ZstdLayout
    private var stream = ZstdStream()
    private var state = State.boundary
    private var frameStart: UInt64 = 0
    private var windowByteCount: UInt64 = 0
    /// The range of the current message according to its length; nil if it has none.
    private var message: Range<UInt64>?
    /// The last byte delivered; initially a newline, since nothing needs to be separated yet.
    private var lastByte = newline
    private var needsSeparator = false
    /// The first byte delivered.
    private var firstByte: UInt8?

    init(_ encoded: EncodedBytes, _ layout: ZstdLayout) {
        self.encoded = encoded
        self.layout = layout
    }

    /// Whether messages may be separated, `count` bytes of `output` being the next ones.
    private func isText(_ output: UnsafeMutableRawBufferPointer, _ count: Int) -> Bool {
        (count > 0 && firstByte == nil ? output[0] : firstByte) != Self.newline
    }

    /// Fills as much of `output` as is available; returns 0 only at the end.
    func decode(into output: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        var count = 0
        decoding: while count < output.count {
            switch state {
            case .boundary:
                let isHeaderThere = encoded.availableCount >= ZstdFrameHeader.byteCountMax
                if count > 0, !isHeaderThere { break decoding }
                try begin(decodedInCall: count)
                if case .frame = state, needsSeparator {
                    needsSeparator = false
                    if isText(output, count),
                        (count > 0 ? output[count - 1] : lastByte) != Self.newline
                    {
                        output[count] = Self.newline
                        count += 1
                    }
                }
            case .frame:
                if encoded.availableCount == 0, !stream.mayHoldOutput {
                    if count > 0 { break decoding }
                    guard try encoded.fill() else {
                        try recoverAtEnd()
                        continue decoding
                    }
                }
                let room = UnsafeMutableRawBufferPointer(rebasing: output[count...])
                count += try decodeBlock(into: room)
            case .skippable(let left):
                if count > 0, encoded.availableCount == 0 { break decoding }
                try skip(left)
            case .damaged(let reason):
                // What came before is delivered first, so that the fault begins a call.
                if count > 0 { break decoding }
                try recover(from: reason)
            case .ended:
                break decoding
            }
        }
        if count > 0 {
            firstByte = firstByte ?? output[0]
            lastByte = output[count - 1]
        }
        return count
    }

    private func decodeBlock(into output: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        let (count, outcome) = stream.decode(encoded, into: output)
        switch outcome {
        case .goesOn: break
        case .frameEnded: state = .boundary
        case .failed(.checksumMismatch): state = .damaged(.checksumMismatch)
        case .failed(.dictionaryNeeded): state = .damaged(.dictionaryNeeded)
        case .failed(.corrupt(let message)): state = .damaged(.corrupt(message))
        case .failed(.windowTooLarge):
            let granted = UInt64(1) << UInt64(ZstdStream.windowLogMax)
            state = .damaged(.windowTooLarge(needed: windowByteCount, granted: granted))
        case .failed(.outOfMemory):
            throw InputError(.outOfMemory, path: encoded.path, byteOffset: frameStart)
        }
        return count
    }

    // MARK: Between frames

    /// Starts the frame or message that should be here.
    private func begin(decodedInCall: Int) throws(InputError) {
        let count = try encoded.fill(atLeast: ZstdFrameHeader.byteCountMax)
        let isInsideMessage = message.map { encoded.position < $0.upperBound } ?? false
        if count == 0 {
            end(isTruncated: isInsideMessage)
        } else if encoded.hasBytes(ZstdFrameHeader.magic) {
            if layout == .messages, !isInsideMessage {
                message = nil
                needsSeparator = true
            }
            beginFrame()
        } else if layout == .frames, encoded.startsWithSkippableFrame {
            beginSkippable()
        } else if layout == .messages, encoded.startsWithZstdMessage {
            beginMessage(decodedInCall: decodedInCall)
        } else if isCutShort {
            end(isTruncated: true)
        } else {
            stream.beginFrame(at: encoded.position)
            state = .damaged(.foreignBytes)
        }
    }

    private func beginFrame() {
        frameStart = encoded.position
        windowByteCount = ZstdFrameHeader(encoded)?.windowByteCount ?? 0
        stream.beginFrame(at: frameStart)
        state = .frame
    }

    private func beginMessage(decodedInCall: Int) {
        let start = encoded.position
        if let message, start != message.upperBound {
            encoded.findings.record(
                .lengthPrefixMismatch(
                    stated: UInt64(message.count),
                    actual: start - message.lowerBound
                ),
                encodedRange: message.lowerBound..<start,
                skippedByteCount: 0,
                decodedInCall: decodedInCall
            )
        }
        let byteCount = UInt64(encoded.bigEndianUInt32())
        encoded.advance(by: ZstdLayout.prefixByteCount)
        message = encoded.position..<(encoded.position + byteCount)
        needsSeparator = true
        beginFrame()
    }

    private func beginSkippable() {
        guard encoded.availableCount >= Self.skippableHeaderByteCount else {
            end(isTruncated: true)
            return
        }
        let byteCount = UInt64(encoded.littleEndianUInt32(at: 4))
        encoded.advance(by: Self.skippableHeaderByteCount)
        stream.beginFrame(at: encoded.position)
        state = .skippable(left: byteCount)
    }

    private func skip(_ left: UInt64) throws(InputError) {
        if left == 0 {
            state = .boundary
        } else if try encoded.fill(atLeast: 1) == 0 {
            try recoverAtEnd()
        } else {
            let count = Int(min(left, UInt64(encoded.availableCount)))
            encoded.advance(by: count)
            state = .skippable(left: left - UInt64(count))
        }
    }

    /// Whether the few bytes that are left may be the beginning of a frame or message.
    private var isCutShort: Bool {
        let magicIndex = layout == .messages ? ZstdLayout.prefixByteCount : 0
        return encoded.endsInside(ZstdFrameHeader.magic, at: magicIndex)
    }

    private func end(isTruncated: Bool) {
        encoded.advance(by: encoded.availableCount)
        if isTruncated { encoded.findings.truncate(.zstdFrame, at: encoded.position) }
        state = .ended
    }

    // MARK: After a fault

    /// Moves to the next frame, or to the end, and records what was skipped.
    private func recover(from reason: InputDamage.Reason) throws(InputError) {
        guard reason != .checksumMismatch else {
            recoverFromMismatch()
            return
        }
        let (lower, found) = try findFrameAfterFault()
        if !found { state = .ended }
        encoded.findings.record(
            reason,
            encodedRange: lower..<encoded.position,
            skippedByteCount: encoded.position - lower
        )
    }

    /// Continues after a frame that is complete: only its checksum is wrong.
    private func recoverFromMismatch() {
        encoded.findings.record(
            .checksumMismatch,
            encodedRange: frameStart..<encoded.position,
            skippedByteCount: 0
        )
        state = .boundary
    }

    /// Ends an input that ends inside a frame, unless a wrong size made it consume other frames.
    private func recoverAtEnd() throws(InputError) {
        let (lower, found) = try findFrameAfterFault()
        guard found else {
            end(isTruncated: true)
            return
        }
        encoded.findings.record(
            .corrupt("a size that reaches past the end"),
            encodedRange: lower..<encoded.position,
            skippedByteCount: encoded.position - lower
        )
    }

    private func findFrameAfterFault() throws(InputError) -> (lower: UInt64, found: Bool) {
        encoded.moveBack(to: stream.blockStart)
        let lower = encoded.position
        if encoded.hasBytes(ZstdFrameHeader.magic) { encoded.advance(by: 1) }
        let found = try encoded.findZstdFrame(layout)
        message = nil
        needsSeparator = found
        state = .boundary
        return (lower, found)
    }
}
