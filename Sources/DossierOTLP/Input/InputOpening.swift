/// The first stage of decoding: nothing, or a decompressor.
enum Decompressor {
    case none(EncodedBytes)
    case gzip(GzipDecoder)
    case zstd(ZstdDecoder)

    init(_ encoding: InputEncoding, _ encoded: EncodedBytes) {
        switch encoding {
        case .plain, .lengthPrefixedJSON: self = .none(encoded)
        case .gzip, .gzipOfLengthPrefixedJSON: self = .gzip(GzipDecoder(encoded))
        case .zstd, .zstdOfLengthPrefixedJSON: self = .zstd(ZstdDecoder(encoded, .frames))
        case .lengthPrefixedZstd: self = .zstd(ZstdDecoder(encoded, .messages))
        }
    }

    /// Fills as much of the buffer as is available; returns 0 only at the end.
    func decode(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        switch self {
        case .none(let encoded): try encoded.read(into: buffer)
        case .gzip(let gzip): try gzip.decode(into: buffer)
        case .zstd(let zstd): try zstd.decode(into: buffer)
        }
    }
}

/// What the first bytes of an input reveal.
struct InputOpening {
    let encoding: InputEncoding
    let decompressor: Decompressor
    /// The decoded bytes that were read to look for a length prefix.
    let head: [UInt8]
    /// Why the bytes could not be read.
    let error: InputError?

    /// Takes the input as it is.
    init(plain encoded: EncodedBytes) {
        encoding = .plain
        decompressor = .none(encoded)
        head = []
        error = nil
    }

    init(_ encoded: EncodedBytes) {
        do {
            _ = try encoded.fill(atLeast: InputEncoding.headByteCount)
        } catch {
            encoding = .plain
            decompressor = .none(encoded)
            head = []
            self.error = error
            return
        }
        let outer = InputEncoding(encoded)
        let decompressor = Decompressor(outer, encoded)
        var head: [UInt8] = []
        var failure: InputError?
        if outer == .gzip || outer == .zstd {
            do {
                try Self.read(&head, from: decompressor, encoded)
            } catch {
                failure = error
            }
        }
        let isPrefixed = LengthPrefixStripper.recognises(head)
        encoding = isPrefixed ? outer.withLengthPrefixedContent : outer
        self.decompressor = decompressor
        self.head = head
        error = failure
    }

    private static func read(
        _ head: inout [UInt8],
        from decompressor: Decompressor,
        _ encoded: EncodedBytes
    ) throws(InputError) {
        let scratch = UnsafeMutableRawBufferPointer.allocate(
            byteCount: LengthPrefixStripper.headByteCount,
            alignment: 1
        )
        defer { scratch.deallocate() }
        while head.count < scratch.count {
            encoded.findings.decodedOffset = UInt64(head.count)
            let room = UnsafeMutableRawBufferPointer(rebasing: scratch[head.count...])
            let count = try decompressor.decode(into: room)
            guard count > 0 else { return }
            head += room.prefix(count)
        }
    }
}
