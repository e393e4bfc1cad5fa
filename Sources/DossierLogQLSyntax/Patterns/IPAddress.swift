import DossierPromQLSyntax

/// An address of the Internet Protocol, version 4 or 6.
package struct IPAddress: Hashable, Sendable {
    package let isVersion6: Bool
    /// The upper 64 bits; 0 in version 4.
    package let high: UInt64
    package let low: UInt64

    init(isVersion6: Bool, high: UInt64, low: UInt64) {
        self.isVersion6 = isVersion6
        self.high = high
        self.low = low
    }

    /// Reads an address; nil if the text is none.
    package init?(_ text: some Collection<UInt8>) {
        // The longest are eight groups with colons, or six and an address of version 4.
        guard text.count <= 45 else { return nil }
        let bytes = Array(text)
        if bytes.contains(UInt8(ascii: ":")) {
            self.init(version6: bytes)
        } else {
            guard let value = Self.version4(bytes[...]) else { return nil }
            self.init(isVersion6: false, high: 0, low: UInt64(value))
        }
    }

    private static func version4(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        let fields = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard fields.count == 4 else { return nil }
        var value: UInt32 = 0
        for field in fields {
            guard 1...3 ~= field.count, field.allSatisfy(\.isASCIIDigit),
                field.count == 1 || field.first != UInt8(ascii: "0"),
                let number = UInt8(String(decoding: field, as: UTF8.self))
            else { return nil }
            value = value << 8 | UInt32(number)
        }
        return value
    }

    private init?(version6 bytes: [UInt8]) {
        var groups: [UInt16] = []
        var gap: Int?
        var position = 0
        if bytes.starts(with: "::".utf8) {
            gap = 0
            position = 2
        }
        while position < bytes.count {
            let rest = bytes[position...]
            let digits = rest.prefix { $0 != UInt8(ascii: ":") }
            if digits.contains(UInt8(ascii: ".")) {
                guard digits.endIndex == bytes.count, groups.count <= 6,
                    let value = Self.version4(digits)
                else { return nil }
                groups += [UInt16(value >> 16), UInt16(truncatingIfNeeded: value)]
                break
            }
            guard 1...4 ~= digits.count, groups.count < 8,
                !digits.contains(UInt8(ascii: "+")), !digits.contains(UInt8(ascii: "-")),
                let group = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            groups.append(group)
            position = digits.endIndex
            guard position < bytes.count else { break }
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: ":") {
                guard gap == nil else { return nil }
                gap = groups.count
                position += 1
            } else if position == bytes.count {
                return nil
            }
        }
        if let gap {
            guard groups.count < 8 else { return nil }
            groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
        }
        guard groups.count == 8 else { return nil }
        let halves = [groups[..<4], groups[4...]].map { half in
            half.reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
        }
        self.init(isVersion6: true, high: halves[0], low: halves[1])
    }
}

extension IPAddress: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.isVersion6 ? 1 : 0, left.high, left.low)
            < (right.isVersion6 ? 1 : 0, right.high, right.low)
    }
}
