/// A range of an input that could not be decoded, or decoded to something else than was compressed.
package struct InputDamage: Sendable, Equatable {
    /// What is wrong with the range.
    package enum Reason: Sendable, Equatable {
        /// The decompressor rejected the bytes; the text is its own.
        case corrupt(String)
        /// All bytes decoded, but they are not the ones that were compressed.
        case checksumMismatch
        /// The zstd frame needs more memory than is allowed; both in bytes.
        case windowTooLarge(needed: UInt64, granted: UInt64)
        /// The zstd frame was made with a dictionary, which is not available.
        case dictionaryNeeded
        /// Bytes that do not start a gzip member, zstd frame or message, where one should start.
        case foreignBytes
        /// A length prefix that disagrees with the message after it; both in bytes.
        case lengthPrefixMismatch(stated: UInt64, actual: UInt64)
        /// No length prefix where one should be; the text up to the next one was passed on as is.
        case lengthPrefixMissing
    }

    /// The encoded bytes concerned.
    ///
    /// For a checksum mismatch, everything that the checksum covers. For a missing length prefix in
    /// compressed data, the empty range that the decompressor had reached.
    package let encodedRange: Range<UInt64>
    /// How many decoded bytes had been delivered before.
    package let decodedOffset: UInt64
    /// How many encoded bytes of the range were skipped without being decoded.
    package let skippedByteCount: UInt64
    package let reason: Reason
}

extension InputDamage: CustomStringConvertible {
    package var description: String {
        let range =
            encodedRange.isEmpty
            ? "byte \(encodedRange.lowerBound)"
            : "bytes \(encodedRange.lowerBound)..<\(encodedRange.upperBound)"
        let loss = skippedByteCount == 0 ? "nothing skipped" : "\(skippedByteCount) bytes skipped"
        return "\(range): \(reason) (\(loss))"
    }
}

extension InputDamage.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .corrupt(let message):
            "corrupt compressed data: \(message)"
        case .checksumMismatch:
            "checksum mismatch; some of the decoded data is wrong"
        case .windowTooLarge(let needed, let granted):
            """
            zstd frame needs a window of \(needed) bytes, more than the limit of \(granted); \
            decompress it with 'zstd -d --long=31 -c' and pipe the result in
            """
        case .dictionaryNeeded:
            "zstd frame needs a dictionary; decompress it first with 'zstd -d -D'"
        case .foreignBytes:
            "bytes outside any compressed frame or message"
        case .lengthPrefixMismatch(let stated, let actual):
            "length prefix of \(stated) before a message of \(actual) bytes"
        case .lengthPrefixMissing:
            "missing length prefix before a message"
        }
    }
}
