internal import CZlib
internal import CZstd

/// The compression of a request's body, as its field `Content-Encoding` names it.
enum ContentCoding: String {
    case identity
    case gzip
    /// A zlib stream, RFC 9110 section 8.4.1.2.
    case deflate
    case zstd

    /// The coding of a body; several are not taken.
    init(_ headers: HTTPFields) throws(HTTPFailure) {
        let names = headers.values("content-encoding").joined(separator: ",").lowercased()
            .filter { $0 != " " }
        guard let coding = names.isEmpty ? .identity : ContentCoding(rawValue: names) else {
            var failure = HTTPFailure(
                415,
                "the content encoding \(names) is not known; use gzip, deflate, zstd or none"
            )
            failure.headers = [("Accept-Encoding", "gzip, deflate, zstd")]
            throw failure
        }
        self = coding
    }

    /// Decodes a body.
    ///
    /// - Throws: 400 if it is damaged, 413 if more than `limit` bytes come out of it, 503 if they can't
    ///   be held now; no more are decoded then.
    func decode(
        _ body: [UInt8],
        limit: Int,
        _ held: HeldBytes
    ) throws(HTTPFailure) -> [UInt8] {
        let output = DecodedBody(limit: limit, held)
        switch self {
        case .identity:
            guard body.count <= limit else { throw output.tooLong }
            return body
        case .gzip, .deflate: try Self.inflate(body, isGzip: self == .gzip, into: output)
        case .zstd: try Self.decompressZstd(body, into: output)
        }
        return output.bytes
    }

    private static func inflate(
        _ body: [UInt8],
        isGzip: Bool,
        into output: DecodedBody
    ) throws(HTTPFailure) {
        // zlib checks that the structure stays where it was set up.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        let status = inflateInit2_(
            stream,
            isGzip ? 15 + 16 : 15,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard status == Z_OK else {
            throw HTTPFailure(503, "not enough memory to decode the body")
        }
        defer { inflateEnd(stream) }
        try body.withUnsafeBufferPointer { input throws(HTTPFailure) in
            // zlib does not write to its input; the field is not const for historical reasons.
            stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.pointee.avail_in = UInt32(clamping: input.count)
            while true {
                var status = Z_OK
                let count = try output.append { room in
                    stream.pointee.next_out = room.baseAddress
                    stream.pointee.avail_out = UInt32(clamping: room.count)
                    status = CZlib.inflate(stream, Z_NO_FLUSH)
                    return room.count - Int(stream.pointee.avail_out)
                }
                switch status {
                case Z_STREAM_END:
                    if stream.pointee.avail_in == 0 { return }
                    // A file of gzip may have several members.
                    guard isGzip, inflateReset(stream) == Z_OK else {
                        throw HTTPFailure(400, "there are bytes after the compressed body")
                    }
                case Z_OK where count > 0 || stream.pointee.avail_in > 0: continue
                case Z_OK, Z_BUF_ERROR: throw HTTPFailure(400, "the compressed body ends too early")
                default:
                    throw HTTPFailure(400, "the body is not compressed as Content-Encoding says")
                }
            }
        }
    }

    private static func decompressZstd(
        _ body: [UInt8],
        into output: DecodedBody
    ) throws(HTTPFailure) {
        guard let context = ZSTD_createDCtx() else {
            throw HTTPFailure(503, "not enough memory to decode the body")
        }
        defer { ZSTD_freeDCtx(context) }
        // A window of 64 MiB, as long as the longest body.
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 26)
        try body.withUnsafeBufferPointer { bytes throws(HTTPFailure) in
            var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
            var rest = 1
            while rest != 0 || input.pos < input.size {
                let read = input.pos
                let count = try output.append { room in
                    var made = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
                    rest = ZSTD_decompressStream(context, &made, &input)
                    return made.pos
                }
                guard ZSTD_isError(rest) == 0 else {
                    throw HTTPFailure(400, "the body is not compressed as Content-Encoding says")
                }
                guard count > 0 || input.pos > read || rest == 0 else {
                    throw HTTPFailure(400, "the compressed body ends too early")
                }
            }
        }
    }
}

/// A body while it is decoded.
private final class DecodedBody {
    private(set) var bytes: [UInt8] = []
    private let limit: Int
    private let held: HeldBytes

    init(limit: Int, _ held: HeldBytes) {
        self.limit = limit
        self.held = held
    }

    var tooLong: HTTPFailure {
        HTTPFailure(413, "the decoded body is longer than \(limit) bytes, the limit here")
    }

    /// Has `write` fill some space after the bytes; it returns how many it has written.
    func append(
        _ write: (UnsafeMutableBufferPointer<UInt8>) -> Int
    ) throws(HTTPFailure) -> Int {
        let chunkByteCount = max(16 << 10, min(bytes.count, 4 << 20))
        let chunk = [UInt8](unsafeUninitializedCapacity: chunkByteCount) { room, count in
            count = write(room)
        }
        guard bytes.count + chunk.count <= limit else { throw tooLong }
        try held.hold(chunk.count)
        bytes += chunk
        return chunk.count
    }
}
