/// A place in an input where bytes could not be decoded, or decoded to something else than went in.
package struct InputDamage: Sendable, Equatable {
    /// What is wrong at the place.
    package enum Reason: Sendable, Equatable {
        /// The decompressor refused the bytes; the text is its own.
        case corrupt(String)
        /// All bytes decoded, but they are not the ones that were compressed.
        case checksumMismatch
        /// The zstd frame needs more memory to decode than is granted; both in bytes.
        case windowTooLarge(needed: UInt64, granted: UInt64)
        /// The zstd frame was made with a dictionary, which is not at hand.
        case dictionaryNeeded
        /// Bytes that start no gzip member, zstd frame or message, where one should start.
        case foreignBytes
        /// A length prefix that disagrees with the message behind it; both in bytes.
        case lengthPrefixMismatch(stated: UInt64, actual: UInt64)
        /// No length prefix where one should be; the text up to the next one was passed on as is.
        case lengthPrefixMissing
    }

    /// The encoded bytes concerned.
    ///
    /// For a checksum mismatch, everything under the checksum. For a missing length prefix in
    /// compressed data, the (empty) place that the decompressor had reached.
    package let encodedRange: Range<UInt64>
    /// How many decoded bytes had been delivered before the place.
    package let decodedOffset: UInt64
    /// How many encoded bytes of the range were passed over without being decoded.
    package let skippedByteCount: UInt64
    package let reason: Reason
}

extension InputDamage: CustomStringConvertible {
    package var description: String {
        let place =
            encodedRange.isEmpty
            ? "byte \(encodedRange.lowerBound)"
            : "bytes \(encodedRange.lowerBound)..<\(encodedRange.upperBound)"
        let loss = skippedByteCount == 0 ? "no byte skipped" : "\(skippedByteCount) bytes skipped"
        return "\(place): \(reason) (\(loss))"
    }
}

extension InputDamage.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .corrupt(let message):
            "corrupt compressed data: \(message)"
        case .checksumMismatch:
            "checksum mismatch, so some of what was decoded here is wrong"
        case .windowTooLarge(let needed, let granted):
            """
            a zstd frame that needs a window of \(needed) bytes, more than the \(granted) granted; \
            decompress it with 'zstd -d --long=31 -c' and pipe the result in
            """
        case .dictionaryNeeded:
            "a zstd frame that needs a dictionary; decompress it with 'zstd -d -D' beforehand"
        case .foreignBytes:
            "bytes that belong to no compressed frame or message"
        case .lengthPrefixMismatch(let stated, let actual):
            "a length prefix of \(stated) before a message of \(actual) bytes"
        case .lengthPrefixMissing:
            "no length prefix where a message should start"
        }
    }
}
