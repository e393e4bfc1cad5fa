import DossierPrimitives

/// Bytes that look like an OTLP export request in protobuf form.
///
/// The requests of all three signals have the same outer structure: field 1, repeated, holds a
/// resource (field 1), scopes with their items (field 2) and a schema URL (field 3), all
/// length-delimited.
struct ProtobufShape {
    let isLengthPrefixed: Bool

    /// A length-delimited field of number 1, 2 or 3.
    private static let resourceFieldTags: Set<UInt8> = [0x0a, 0x12, 0x1a]
    private static let requestFieldTag: UInt8 = 0x0a
    private static let prefixByteCount = 4
    /// A tag and a length, and a tag inside.
    private static let byteCountMin = 3

    /// Recognises the structure in the first bytes of some content; else nil.
    init?(head: [UInt8]) {
        if Self.isRequest(head[...]) {
            isLengthPrefixed = false
        } else if Self.isPrefixed(head) {
            isLengthPrefixed = true
        } else {
            return nil
        }
    }

    private static func isPrefixed(_ head: [UInt8]) -> Bool {
        guard head.count > prefixByteCount else { return false }
        let length = head.prefix(prefixByteCount).reduce(0) { $0 << 8 | Int($1) }
        let message = head.dropFirst(prefixByteCount).prefix(length)
        return isRequest(message)
    }

    /// Whether all of the bytes, which may be cut short, are resources of a request.
    private static func isRequest(_ bytes: ArraySlice<UInt8>) -> Bool {
        // A text may begin with line feeds, which equal the tag, but it has no control bytes.
        guard bytes.count >= byteCountMin,
            bytes.contains(where: { $0 < 0x20 && !TextShape.isSpace($0) || $0 == 0x7f })
        else {
            return false
        }
        return isMessage(bytes) { tag, content in
            tag == requestFieldTag
                && isMessage(content) { tag, _ in resourceFieldTags.contains(tag) }
        }
    }

    /// Whether the bytes are length-delimited fields that satisfy `field`, the last maybe cut
    /// short.
    private static func isMessage(
        _ bytes: ArraySlice<UInt8>,
        field: (UInt8, ArraySlice<UInt8>) -> Bool
    ) -> Bool {
        var rest = bytes
        while let tag = rest.popFirst() {
            guard let length = popLength(&rest) else { return rest.isEmpty && field(tag, []) }
            let content = rest.prefix(length)
            guard field(tag, content) else { return false }
            rest = rest.dropFirst(length)
        }
        return true
    }

    /// Takes a length; nil if it is cut short or larger than any message.
    private static func popLength(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        var end = bytes.startIndex
        let value = try? Varint.read(bytes, at: &end)
        bytes = bytes[end...]
        guard let value, value <= UInt64(Int32.max) else { return nil }
        return Int(value)
    }
}
