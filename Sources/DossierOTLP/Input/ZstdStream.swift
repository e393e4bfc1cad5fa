internal import CZstd

/// zstd's streaming decompressor, fed one block at a time.
///
/// A call of libzstd that fails does not say what it read and wrote. So each call gets only as many
/// bytes as libzstd asks for: everything before the failing block is delivered, and the block of
/// the fault is known.
struct ZstdStream: ~Copyable {
    /// Why a frame cannot be decoded further.
    enum Failure {
        case checksumMismatch
        case windowTooLarge
        case dictionaryNeeded
        case outOfMemory
        case corrupt(String)

        /// The numbers are those of `zstd_errors.h`, which are part of the library's stable ABI.
        fileprivate init(_ result: Int) {
            switch 0 &- result {
            case 16: self = .windowTooLarge
            case 22: self = .checksumMismatch
            case 32: self = .dictionaryNeeded
            case 64: self = .outOfMemory
            default: self = .corrupt(String(cString: ZSTD_getErrorName(result)))
            }
        }
    }

    /// What one call did.
    enum Outcome {
        case goesOn
        case frameEnded
        case failed(Failure)
    }

    /// Frames may ask for a window of 128 MiB (`zstd --long`) and no more: it is memory.
    static let windowLogMax: Int32 = 27

    /// The magic number and the byte that determines the header's length.
    private static let firstStepByteCount = 5

    /// Nil if there was no memory for it.
    private let context: OpaquePointer?
    /// How many bytes libzstd asks for.
    private var wantedByteCount = firstStepByteCount
    /// Where the block being decoded starts in the encoded input, or its frame if it is the first.
    private(set) var blockStart: UInt64 = 0
    /// Whether the last call filled its output, so that more may come without more input.
    private(set) var mayHoldOutput = false

    init() {
        context = ZSTD_createDCtx()
        guard let context else { return }
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.windowLogMax)
    }

    deinit {
        ZSTD_freeDCtx(context)
    }

    mutating func beginFrame(at position: UInt64) {
        if let context { ZSTD_DCtx_reset(context, ZSTD_reset_session_only) }
        wantedByteCount = Self.firstStepByteCount
        blockStart = position
        mayHoldOutput = false
    }

    /// Decodes the unread bytes of one step at most; returns the bytes made.
    mutating func decode(
        _ encoded: EncodedBytes,
        into output: UnsafeMutableRawBufferPointer
    ) -> (count: Int, outcome: Outcome) {
        guard let context else { return (0, .failed(.outOfMemory)) }
        let available = encoded.available
        let givenByteCount = min(available.count, stepByteCount)
        var input = ZSTD_inBuffer(src: available.baseAddress, size: givenByteCount, pos: 0)
        var made = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let result = ZSTD_decompressStream(context, &made, &input)
        guard ZSTD_isError(result) == 0 else {
            let failure = Failure(result)
            // The frame is complete: the bytes given are the last of the checksum.
            if case .checksumMismatch = failure { encoded.advance(by: givenByteCount) }
            return (0, .failed(failure))
        }
        encoded.advance(by: input.pos)
        mayHoldOutput = made.pos == made.size
        if made.pos > 0, input.pos == givenByteCount { blockStart = encoded.position }
        wantedByteCount = result
        return (made.pos, result == 0 ? .frameEnded : .goesOn)
    }

    /// How many bytes may fail together.
    private var stepByteCount: Int {
        // Output that waits is fetched alone.
        if mayHoldOutput { return 0 }
        // What libzstd asks for may include the header of the next block. If it does not, the block
        // is given in two portions, which costs a copy of the last block of each frame.
        let isHeaderMaybeIncluded = wantedByteCount > ZstdFrameHeader.blockHeaderByteCount
        return isHeaderMaybeIncluded
            ? wantedByteCount - ZstdFrameHeader.blockHeaderByteCount : wantedByteCount
    }
}
