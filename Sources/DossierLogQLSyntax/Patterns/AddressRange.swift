package import DossierPromQLSyntax

/// The addresses that `ip("…")` means: one, those between two, or those with a prefix.
package struct AddressRange: Hashable, Sendable {
    package let addresses: ClosedRange<IPAddress>

    /// Nil if the text is neither an address, nor `a-b`, nor a prefix `a/n`.
    package init?(_ text: ByteString) {
        let bytes = text.bytes
        if let address = IPAddress(bytes) {
            addresses = address...address
        } else if let slash = bytes.firstIndex(of: UInt8(ascii: "/")) {
            guard let address = IPAddress(bytes[..<slash]),
                let range = Self.range(from: address, prefix: bytes[(slash + 1)...])
            else { return nil }
            addresses = range
        } else if let hyphen = bytes.firstIndex(of: UInt8(ascii: "-")) {
            guard let first = IPAddress(bytes[..<hyphen]),
                let last = IPAddress(bytes[(hyphen + 1)...]), first <= last,
                first.isVersion6 == last.isVersion6
            else { return nil }
            addresses = first...last
        } else {
            return nil
        }
    }

    private static func range(
        from address: IPAddress,
        prefix: ArraySlice<UInt8>
    ) -> ClosedRange<IPAddress>? {
        let width = address.isVersion6 ? 128 : 32
        guard prefix.allSatisfy(\.isASCIIDigit), prefix.count == 1 || prefix.first != 48,
            let bits = Int(String(decoding: prefix, as: UTF8.self)), bits <= width
        else { return nil }
        // Shifts by 64 and more give 0.
        let free = width - bits
        let lowMask: UInt64 = free >= 64 ? .max : (1 << UInt64(free)) - 1
        let highMask: UInt64 =
            free <= 64 ? 0 : free == 128 ? .max : (1 << UInt64(free - 64)) - 1
        let first = IPAddress(
            isVersion6: address.isVersion6,
            high: address.high & ~highMask,
            low: address.low & ~lowMask
        )
        let last = IPAddress(
            isVersion6: address.isVersion6,
            high: address.high | highMask,
            low: address.low | (address.isVersion6 ? lowMask : lowMask & 0xffff_ffff)
        )
        return first <= last ? first...last : nil
    }
}
