internal import CZlib

/// Compresses a body with gzip, RFC 1952.
struct GzipEncoder: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>

    /// Nil if there is no memory for it.
    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let code = deflateInit2_(
            stream,
            1,
            Z_DEFLATED,
            15 + 16,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard code == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// What is to be sent of the bytes that the encoder has.
    enum Flush: Int32 {
        /// What compresses best.
        case none = 0
        /// All, so that the client can read it now.
        case sync = 2
        /// All, and the end of the body.
        case finish = 4
    }

    /// What can be sent after some more bytes of the body.
    mutating func encode(_ bytes: [UInt8], _ flush: Flush) -> [UInt8] {
        guard bytes.count > Self.pieceByteCount else { return encode(piece: bytes, flush) }
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: Self.pieceByteCount) {
            let end = min(start + Self.pieceByteCount, bytes.count)
            output += encode(piece: Array(bytes[start..<end]), end == bytes.count ? flush : .none)
        }
        return output
    }

    /// zlib counts the bytes of one call in 32 bits.
    private static let pieceByteCount = 16 << 20

    private mutating func encode(piece: [UInt8], _ flush: Flush) -> [UInt8] {
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        var input = piece
        input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(clamping: input.count)
            repeat {
                chunk.withUnsafeMutableBufferPointer { chunk in
                    stream.pointee.next_out = chunk.baseAddress
                    stream.pointee.avail_out = UInt32(clamping: chunk.count)
                    _ = deflate(stream, flush.rawValue)
                }
                output += chunk.prefix(chunk.count - Int(stream.pointee.avail_out))
            } while stream.pointee.avail_out == 0
        }
        return output
    }

    /// Whether a client takes gzip, by its field `Accept-Encoding`, RFC 9110 section 12.5.3.
    static func isAccepted(_ headers: HTTPFields) -> Bool {
        headers.values("accept-encoding").contains { field in
            field.split(separator: ",").contains { coding in
                let parts = coding.lowercased().filter { $0 != " " }.split(separator: ";")
                guard parts.first == "gzip" || parts.first == "*" else { return false }
                return !parts.dropFirst().contains { part in
                    part.hasPrefix("q=") && (Double(part.dropFirst(2)) ?? 0) == 0
                }
            }
        }
    }
}
