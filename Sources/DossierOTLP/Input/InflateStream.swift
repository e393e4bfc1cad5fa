internal import CZlib

/// zlib's streaming decompressor for gzip members.
struct InflateStream: ~Copyable {
    /// What one call did.
    enum Outcome {
        /// More output, or more input to come.
        case goesOn
        /// The member is complete and its checksum correct.
        case memberEnded
        /// The member was decoded to its end, but its checksum is wrong.
        case checksumMismatch
        case corrupt(String)
        case outOfMemory
    }

    /// A window of 32 KiB, and gzip's header and trailer instead of zlib's.
    private static let windowBits: Int32 = 15 + 16

    /// On the heap, because zlib checks that the structure stays where it was set up.
    private let stream: UnsafeMutablePointer<z_stream>

    /// Whether the last call filled its output, so that more may come without more input.
    private(set) var mayHoldOutput = false

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = inflateInit2_(
            stream,
            Self.windowBits,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        precondition(status == Z_OK, "zlib failed to initialise: \(status)")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    mutating func beginMember() {
        inflateReset(stream)
        mayHoldOutput = false
    }

    /// Decodes unread bytes until they or the room in `output` are used up; returns the bytes made.
    mutating func decode(
        _ encoded: EncodedBytes,
        into output: UnsafeMutableRawBufferPointer
    ) -> (count: Int, outcome: Outcome) {
        let input = encoded.available
        let room = min(output.count, Int(UInt32.max))
        // zlib does not write to its input; the field is not const for historical reasons.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        )
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(room)
        let status = inflate(stream, Z_NO_FLUSH)
        encoded.advance(by: input.count - Int(stream.pointee.avail_in))
        mayHoldOutput = stream.pointee.avail_out == 0
        return (room - Int(stream.pointee.avail_out), outcome(of: status))
    }

    private func outcome(of status: Int32) -> Outcome {
        switch status {
        // Z_BUF_ERROR is no error: there was nothing left to do in this call.
        case Z_OK, Z_BUF_ERROR: return .goesOn
        case Z_STREAM_END: return .memberEnded
        case Z_MEM_ERROR: return .outOfMemory
        default:
            let message = stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)"
            switch message {
            case "incorrect data check", "incorrect length check": return .checksumMismatch
            default: return .corrupt(message)
            }
        }
    }
}
