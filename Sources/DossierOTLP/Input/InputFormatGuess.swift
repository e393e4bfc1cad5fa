/// A well-known kind of content that is not JSON: requests in protobuf form, which are read, and what
/// is refused.
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
    case utf32Text
    case markup
    /// What console exporters print that is no JSON.
    case javaScriptConsole
    case dotNetConsole
    case javaConsole
    /// JSON with resources as OTLP has them, but attributes as plain objects.
    case pythonMetricConsole
    case pcap
    case sevenZip
    case rar
    case zlib
    case jpeg
    case gif
    case avro
    case hdf5
    case wasm
    /// Bytes that are no text.
    case binary
    /// Text that does not start with a JSON object or array.
    case plainText

    /// Whether an input is refused without a look at the rest of it: in text, and after what is no
    /// text at first, OTLP may come further down.
    var isCertain: Bool {
        switch self {
        case .plainText, .prometheusText, .binary, .zlib, .javaScriptConsole, .dotNetConsole,
            .javaConsole:
            false
        default: true
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
        (.utf32Text, 0, [0xff, 0xfe, 0, 0]),
        (.utf32Text, 0, [0, 0, 0xfe, 0xff]),
        (.utf32Text, 0, [0x7b, 0, 0, 0]),
        (.utf16Text, 0, [0xff, 0xfe]),
        (.utf16Text, 0, [0xfe, 0xff]),
        (.utf16Text, 0, [0x7b, 0]),
        (.utf16Text, 0, [0x5b, 0]),
        (.utf16Text, 0, [0, 0x7b, 0]),
        (.utf16Text, 0, [0, 0x5b, 0]),
        (.pcap, 0, [0xd4, 0xc3, 0xb2, 0xa1]),
        (.pcap, 0, [0xa1, 0xb2, 0xc3, 0xd4]),
        (.pcap, 0, [0x4d, 0x3c, 0xb2, 0xa1]),
        (.pcap, 0, [0x0a, 0x0d, 0x0d, 0x0a]),
        (.sevenZip, 0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]),
        (.rar, 0, Array("Rar!\u{1a}\u{07}".utf8)),
        (.jpeg, 0, [0xff, 0xd8, 0xff]),
        (.gif, 0, Array("GIF8".utf8)),
        (.avro, 0, Array("Obj\u{01}".utf8)),
        (.hdf5, 0, [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a]),
        (.wasm, 0, [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00]),
        (.zlib, 0, [0x78, 0x01]),
        (.zlib, 0, [0x78, 0x9c]),
        (.zlib, 0, [0x78, 0xda]),
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
        } else if TextShape.isBinary(head) {
            self = .binary
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
