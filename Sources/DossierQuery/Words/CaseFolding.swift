import DossierColumns

/// Texts in which upper and lower case are the same.
///
/// ASCII letters and others are never the same: the Kelvin sign is no `k`. So a search for ASCII
/// letters need not look at other characters.
package enum CaseFolding {
    /// The lower case of a character, if that is one character of the same kind.
    static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.isASCII {
            return Unicode.Scalar(folded(UInt8(truncatingIfNeeded: scalar.value)))
        }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        guard let first = lower.first, lower.count == 1, !first.isASCII else { return scalar }
        return first
    }

    /// The lower case of an ASCII letter; other bytes as they are.
    @inline(__always)
    static func folded(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }

    /// The same bytes with ASCII letters in lower case.
    static func foldingASCII(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: bytes.count) { target, count in
            bytes.withUnsafeBufferPointer { source in
                for index in 0..<source.count { target[index] = folded(source[index]) }
            }
            count = bytes.count
        }
    }

    /// Appends a text with all letters in lower case; what is not UTF-8 as it is.
    static func append(_ text: UnsafeRawBufferPointer, to folded: inout [UInt8]) {
        var position = 0
        while position < text.count {
            let byte = text[position]
            if byte < 0x80 {
                folded.append(self.folded(byte))
                position += 1
                continue
            }
            let (scalar, length) = WordScanner.scalar(of: text, at: position)
            if let scalar {
                folded += UTF8.encode(self.folded(scalar)).map { Array($0) } ?? []
            } else {
                folded += text[position..<(position + length)]
            }
            position += length
        }
    }

    /// A text with all letters in lower case.
    package static func folded(_ text: some Sequence<UInt8>) -> [UInt8] {
        var folded: [UInt8] = []
        Array(text).withUnsafeBytes { append($0, to: &folded) }
        return folded
    }
}

extension StringTable {
    /// The same strings with ASCII letters in lower case; none of them can be found.
    func foldingASCIICase() -> StringTable {
        StringTable(bytes: CaseFolding.foldingASCII(bytes), offsets: offsets)
    }
}
