import DossierLogQLSyntax
import DossierPromQLSyntax

/// Finds addresses in text, in linear time.
enum AddressSearch {
    /// Whether an address in the text is within a range.
    ///
    /// An address is expected where a few digits are before a dot, or hexadecimal ones before a
    /// colon; it is as long as there are characters that addresses have.
    static func contains(_ text: UnsafeRawBufferPointer, _ range: AddressRange) -> Bool {
        var position = 0
        while position < text.count {
            let isPart: (UInt8) -> Bool
            if beginsVersion4(text, position) {
                isPart = { $0.isASCIIDigit || $0 == UInt8(ascii: ".") }
            } else if beginsVersion6(text, position) {
                isPart = { isHexadecimal($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
            } else {
                position += 1
                continue
            }
            let word = text[position...].prefix(while: isPart)
            if let address = IPAddress(word), range.addresses.contains(address) { return true }
            position = word.endIndex + 1
        }
        return false
    }

    private static func beginsVersion4(_ text: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        guard start + 4 <= text.count, text[start].isASCIIDigit else { return false }
        return text[(start + 1)..<(start + 4)].contains(UInt8(ascii: "."))
    }

    private static func beginsVersion6(_ text: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        guard start + 5 <= text.count else { return false }
        let colon = UInt8(ascii: ":")
        if text[start] == colon, text[start + 1] == colon { return isHexadecimal(text[start + 2]) }
        for offset in 0..<5 {
            if text[start + offset] == colon { return offset > 0 }
            guard isHexadecimal(text[start + offset]) else { return false }
        }
        return false
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        byte.isASCIIDigit || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte | 0x20
    }
}
