/// Decodes base64, standard or URL-safe, padded or not; nil if it is invalid.
///
/// With `canonical`, unused bits of the last digit have to be zero, as encoders leave them.
package func decodeBase64(_ text: UnsafeRawBufferPointer, canonical: Bool = false) -> [UInt8]? {
    var end = text.count
    while end > 0, text.count - end < 2, text[end - 1] == UInt8(ascii: "=") { end -= 1 }
    guard end % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(end * 3 / 4)
    var bits: UInt32 = 0
    var bitCount = 0
    for index in 0..<end {
        guard let digit = base64Value(text[index]) else { return nil }
        bits = bits << 6 | UInt32(digit)
        bitCount += 6
        if bitCount >= 8 {
            bitCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
        }
    }
    if canonical, bits & (1 << UInt32(bitCount) - 1) != 0 { return nil }
    return bytes
}

/// Encodes bytes in standard base64 with padding.
package func encodeBase64(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    for byte in bytes {
        bits = bits << 8 | UInt32(byte)
        bitCount += 8
        while bitCount >= 6 {
            bitCount -= 6
            text.append(alphabet[Int(bits >> bitCount) & 63])
        }
    }
    if bitCount > 0 { text.append(alphabet[Int(bits << (6 - bitCount)) & 63]) }
    while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
    return text
}

/// The six bits that a digit of either alphabet stands for; nil if it is none.
package func base64Value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
}
