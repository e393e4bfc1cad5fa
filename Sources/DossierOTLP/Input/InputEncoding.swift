/// What the bytes of an input are wrapped in, told by magic and never by name.
package enum InputEncoding: String, Sendable, CaseIterable {
    case plain
    /// Gzip members, one or many.
    case gzip
    /// zstd frames, one or many, with skippable frames among them.
    case zstd
    /// The collector's `compression: zstd`: each message a zstd frame behind its length.
    case lengthPrefixedZstd = "length-prefixed zstd"
    /// JSON messages, each behind its length.
    case lengthPrefixedJSON = "length-prefixed json"
    case gzipOfLengthPrefixedJSON = "length-prefixed json in gzip"
    case zstdOfLengthPrefixedJSON = "length-prefixed json in zstd"

    /// The longest beginning that has to be looked at.
    static let headByteCount = ZstdLayout.prefixByteCount + ZstdFrameHeader.magic.count

    /// Tells the outer encoding from the first bytes; the inner one shows in what they decode to.
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

    /// Whether lengths have to be taken out after decompression.
    var isLengthPrefixedJSON: Bool {
        switch self {
        case .lengthPrefixedJSON, .gzipOfLengthPrefixedJSON, .zstdOfLengthPrefixedJSON: true
        case .plain, .gzip, .zstd, .lengthPrefixedZstd: false
        }
    }

    var isCompressed: Bool {
        switch self {
        case .plain, .lengthPrefixedJSON: false
        case .gzip, .zstd, .lengthPrefixedZstd, .gzipOfLengthPrefixedJSON,
            .zstdOfLengthPrefixedJSON:
            true
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
