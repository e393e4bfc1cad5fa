/// The compression and framing of an input, detected from its content; file names are ignored.
package enum InputEncoding: String, Sendable, CaseIterable {
    case plain
    /// Gzip members, one or many.
    case gzip
    /// zstd frames, one or many, with skippable frames among them.
    case zstd
    /// The collector's `compression: zstd`: each message a zstd frame after its length.
    case lengthPrefixedZstd = "length-prefixed zstd"
    /// JSON messages, each after its length.
    case lengthPrefixedJSON = "length-prefixed json"
    case gzipOfLengthPrefixedJSON = "length-prefixed json in gzip"
    case zstdOfLengthPrefixedJSON = "length-prefixed json in zstd"

    /// How many bytes are enough to detect it.
    static let headByteCount = ZstdLayout.prefixByteCount + ZstdFrameHeader.magic.count

    /// Detects the outer encoding from the first bytes; the inner one shows in what they decode to.
    init(_ encoded: EncodedBytes) {
        if encoded.hasBytes(GzipDecoder.magic) {
            self = .gzip
        } else if encoded.hasBytes(ZstdFrameHeader.magic) || encoded.startsWithSkippableFrame {
            self = .zstd
        } else if encoded.startsWithZstdMessage {
            self = .lengthPrefixedZstd
        } else if LengthPrefixStripper.recognises(encoded.available) {
            self = .lengthPrefixedJSON
        } else {
            self = .plain
        }
    }

    /// Whether lengths have to be removed after decompression.
    var isLengthPrefixedJSON: Bool {
        switch self {
        case .lengthPrefixedJSON, .gzipOfLengthPrefixedJSON, .zstdOfLengthPrefixedJSON: true
        case .plain, .gzip, .zstd, .lengthPrefixedZstd: false
        }
    }

    /// The encoding if what comes out of the decompressor has length prefixes of its own.
    var withLengthPrefixedContent: InputEncoding {
        switch self {
        case .gzip: .gzipOfLengthPrefixedJSON
        case .zstd: .zstdOfLengthPrefixedJSON
        default: self
        }
    }
}
