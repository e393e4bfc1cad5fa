/// Encodes pairs that come in the order of their names.
package struct LabelsBuilder {
    /// What the three bytes of a length can count; longer text is cut there.
    private static let textByteCountMax = 0xFF_FFFF

    private var encoded: [UInt8] = []

    package init() {}

    package init(reserving byteCount: Int) {
        encoded.reserveCapacity(byteCount)
    }

    /// Appends a pair; one with an empty value only if such are kept.
    package mutating func append(_ name: [UInt8], _ value: [UInt8], keepsEmpty: Bool = false) {
        guard keepsEmpty || !value.isEmpty else { return }
        append(name)
        append(value)
    }

    /// Takes over a pair as it is encoded in other labels.
    package mutating func append(encodedPair: ArraySlice<UInt8>) {
        encoded.append(contentsOf: encodedPair)
    }

    private mutating func append(_ text: [UInt8]) {
        let count = min(text.count, Self.textByteCountMax)
        if count < 255 {
            encoded.append(UInt8(count))
        } else {
            encoded.append(255)
            encoded.append(UInt8(count & 0xFF))
            encoded.append(UInt8(count >> 8 & 0xFF))
            encoded.append(UInt8(count >> 16 & 0xFF))
        }
        encoded.append(contentsOf: text.prefix(count))
    }

    package consuming func finish() -> Labels {
        Labels(encoded: encoded)
    }
}
