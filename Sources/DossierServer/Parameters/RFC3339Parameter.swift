internal import Dossier
internal import DossierPrimitives

/// Times as RFC 3339 has them.
enum RFC3339Parameter {
    /// Nil for anything else, and for times that 64 bits of nanoseconds don't hold.
    ///
    /// A blank before the offset is a `+` that was not escaped.
    static func time(_ text: String) -> Timestamp? {
        var bytes = Array(text.utf8)
        if let blank = bytes.lastIndex(of: UInt8(ascii: " ")), blank > separatorIndex {
            bytes[blank] = UInt8(ascii: "+")
        }
        guard let time = bytes.withUnsafeBytes({ RFC3339Time($0) }) else { return nil }
        let nanoseconds =
            Int128(time.secondsSinceEpoch) * 1_000_000_000 + Int128(time.nanosecond)
        guard Int64(exactly: nanoseconds) != nil else { return nil }
        return Timestamp(nanoseconds: nanoseconds)
    }

    /// Where a `T` or a blank stands between date and time.
    private static let separatorIndex = 10
}
