/// Where and how an input ended too early.
struct InputTruncation: Sendable, Equatable {
    /// What the input ended inside of.
    enum Kind: Sendable, Equatable {
        case gzipMember
        case zstdFrame
        case lengthPrefixedMessage
        /// The file had more bytes when it was opened.
        case shrunkFile(byteCountAtOpening: UInt64)
    }

    let kind: Kind
    /// Where the encoded bytes end.
    let encodedOffset: UInt64
}

extension InputTruncation: CustomStringConvertible {
    var description: String {
        let kept = "everything that could be decoded was read"
        switch kind {
        case .gzipMember:
            return "cut short at byte \(encodedOffset), inside a gzip member; \(kept)"
        case .zstdFrame:
            return "cut short at byte \(encodedOffset), inside a zstd frame; \(kept)"
        case .lengthPrefixedMessage:
            return "cut short at byte \(encodedOffset), inside a length-prefixed message; \(kept)"
        case .shrunkFile(let byteCount):
            return """
                shrank from \(byteCount) to \(encodedOffset) bytes while it was read; \
                read it again when nothing writes to it
                """
        }
    }
}

/// What the decoders of one input found wrong with it.
struct InputFindings {
    /// How many findings of damage are listed; a file of nothing but damage must not fill the
    /// memory.
    static let listedDamageMax = 1_000

    private(set) var damage: [InputDamage] = []
    /// The number of findings of damage, including those not listed.
    private(set) var damageCount = 0
    private(set) var truncation: InputTruncation?
    /// How many decoded bytes had been delivered when the current call began.
    var decodedOffset: UInt64 = 0

    mutating func record(
        _ reason: InputDamage.Reason,
        encodedRange: Range<UInt64>,
        skippedByteCount: UInt64,
        decodedInCall: Int = 0
    ) {
        damageCount += 1
        guard damage.count < Self.listedDamageMax else { return }
        damage.append(
            InputDamage(
                encodedRange: encodedRange,
                decodedOffset: decodedOffset + UInt64(decodedInCall),
                skippedByteCount: skippedByteCount,
                reason: reason
            )
        )
    }

    /// Notes how the input ended; the first note counts, since it is the closest to the bytes.
    mutating func truncate(_ kind: InputTruncation.Kind, at encodedOffset: UInt64) {
        guard truncation == nil else { return }
        truncation = InputTruncation(kind: kind, encodedOffset: encodedOffset)
    }
}
