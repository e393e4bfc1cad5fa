internal import Dossier
internal import DossierPrimitives

/// Trace ids in every spelling that clients use.
enum TraceIDParameter {
    /// Reads 1 to 32 hexadecimal digits of any case, padded on the left, a W3C `traceparent`, a UUID,
    /// or base64 of 16 or 8 bytes in either alphabet; nil for anything else.
    static func id(_ text: String) -> TraceID? {
        hexID(text) ?? traceParentID(text) ?? uuidID(text) ?? base64ID(text)
    }

    /// Reads 1 to 32 hexadecimal digits of any case, padded on the left; nil for anything else.
    static func hexID(_ text: some StringProtocol) -> TraceID? {
        let digits = text.utf8.count
        guard (1...32).contains(digits) else { return nil }
        return TraceID(hex: String(repeating: "0", count: 32 - digits) + text)
    }

    private static func traceParentID(_ text: String) -> TraceID? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [2, 32, 16, 2], parts.allSatisfy(isHex) else { return nil }
        return hexID(parts[1])
    }

    private static func uuidID(_ text: String) -> TraceID? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [8, 4, 4, 4, 12], parts.allSatisfy(isHex) else {
            return nil
        }
        return hexID(parts.joined())
    }

    private static func isHex(_ text: Substring) -> Bool { text.allSatisfy(\.isHexDigit) }

    private static func base64ID(_ text: String) -> TraceID? {
        let bytes = Array(text.utf8).withUnsafeBytes { decodeBase64($0, canonical: true) }
        guard let bytes, bytes.count == 8 || bytes.count == 16 else { return nil }
        var digits: [UInt8] = []
        for byte in bytes { digits.appendHex(UInt64(byte), digitCount: 2) }
        return hexID(String(decoding: digits, as: UTF8.self))
    }
}
