/// A well-known kind of content that is not JSON, for messages that say why an input is refused.
package enum InputFormatGuess: Sendable, Equatable, CaseIterable {
    case otlpProtobuf
    case lengthPrefixedOTLPProtobuf
    case prometheusText
    case collectorDebugText
    case sqlite
    case parquet
    case arrowFile
    case arrowStream
    case zip
    case tar
    case xz
    case bzip2
    case lz4Frame
    case snappyFrames
    /// Compressed again inside what was decoded.
    case gzipInside
    case zstdInside
    case png
    case pdf
    case elf
    case utf16Text
    case markup
    /// Text that does not start with a JSON object or array.
    case plainText

    /// The name for messages.
    package var name: String {
        switch self {
        case .otlpProtobuf: "OTLP in protobuf form"
        case .lengthPrefixedOTLPProtobuf: "OTLP in protobuf form, with length prefixes"
        case .prometheusText: "Prometheus or OpenMetrics text"
        case .collectorDebugText: "text of the collector's debug exporter"
        case .sqlite: "a SQLite database (possibly a dossier)"
        case .parquet: "a Parquet file"
        case .arrowFile: "an Arrow IPC file"
        case .arrowStream: "an Arrow IPC stream"
        case .zip: "a zip archive"
        case .tar: "a tar archive"
        case .xz: "xz-compressed data"
        case .bzip2: "bzip2-compressed data"
        case .lz4Frame: "lz4-compressed data"
        case .snappyFrames: "snappy-compressed data"
        case .gzipInside: "gzip-compressed data inside another compression"
        case .zstdInside: "zstd-compressed data inside another compression"
        case .png: "a PNG image"
        case .pdf: "a PDF document"
        case .elf: "an ELF executable"
        case .utf16Text: "text in UTF-16 (JSON is UTF-8)"
        case .markup: "an HTML or XML document"
        case .plainText: "text that is not JSON"
        }
    }

    /// The kinds that have fixed bytes at a fixed offset.
    private static let magics: [(guess: InputFormatGuess, offset: Int, bytes: [UInt8])] = [
        (.sqlite, 0, Array("SQLite format 3\0".utf8)),
        (.parquet, 0, Array("PAR1".utf8)),
        (.arrowFile, 0, Array("ARROW1".utf8)),
        (.arrowStream, 0, [0xff, 0xff, 0xff, 0xff]),
        (.zip, 0, Array("PK\u{03}\u{04}".utf8)),
        (.zip, 0, Array("PK\u{05}\u{06}".utf8)),
        (.tar, 257, Array("ustar".utf8)),
        (.xz, 0, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
        (.bzip2, 0, Array("BZh".utf8)),
        (.lz4Frame, 0, [0x04, 0x22, 0x4d, 0x18]),
        (.lz4Frame, 0, [0x02, 0x21, 0x4c, 0x18]),
        (.snappyFrames, 0, [0xff, 0x06, 0x00, 0x00] + Array("sNaPpY".utf8)),
        (.gzipInside, 0, GzipDecoder.magic),
        (.zstdInside, 0, ZstdFrameHeader.magic),
        (.png, 0, [0x89, 0x50, 0x4e, 0x47]),
        (.pdf, 0, Array("%PDF-".utf8)),
        (.elf, 0, [0x7f, 0x45, 0x4c, 0x46]),
        (.utf16Text, 0, [0xff, 0xfe]),
        (.utf16Text, 0, [0xfe, 0xff]),
    ]

    /// Guesses from the first bytes; nil if they may be JSON, or are not recognised.
    init?(head: [UInt8]) {
        guard !head.isEmpty else { return nil }
        let known = Self.magics.first { magic in
            head.dropFirst(magic.offset).starts(with: magic.bytes)
        }
        if let known {
            self = known.guess
        } else if let protobuf = ProtobufShape(head: head) {
            self = protobuf.isLengthPrefixed ? .lengthPrefixedOTLPProtobuf : .otlpProtobuf
        } else if let text = TextShape(head: head) {
            guard let guess = text.guess else { return nil }
            self = guess
        } else {
            return nil
        }
    }
}

extension DecodedInput {
    /// How many bytes are enough for a guess.
    package static let sniffByteCount = 4_096

    /// Recognises well-known content that is not JSON from its first decoded bytes.
    ///
    /// Returns nil if the bytes may be JSON, maybe after a prefix as in container logs, or are not
    /// recognised.
    package static func sniff(_ head: UnsafeRawBufferPointer) -> InputFormatGuess? {
        InputFormatGuess(head: [UInt8](head.prefix(sniffByteCount)))
    }
}
