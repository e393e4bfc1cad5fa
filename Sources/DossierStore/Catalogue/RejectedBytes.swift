import DossierBlocks
import DossierColumns

/// The bytes of rejected values, compressed: each is stored as a chunk with one value.
enum RejectedBytes {
    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var strings = StringTable()
        let code = bytes.withUnsafeBytes { strings.append($0) }
        let encoder = ChunkEncoder(effort: .fast)
        let chunk = encoder.encode(
            [UInt64(code)],
            type: .bytes,
            strings: strings,
            traces: TraceTable()
        )
        return chunk.bytes
    }

    /// Nil if the bytes are damaged, which the checksum of their row rules out.
    static func decode(_ stored: [UInt8]) -> [UInt8]? {
        let column = stored.withUnsafeBytes { stored in
            try? ChunkDecoder.decode(
                stored,
                valueCount: 1,
                checksum: checksum(of: stored),
                type: .bytes
            )
        }
        guard case .strings(let codes, let strings) = column,
            let code = codes.first.flatMap({ UInt32(exactly: $0) }), code < strings.count
        else { return nil }
        return Array(strings[code])
    }
}
