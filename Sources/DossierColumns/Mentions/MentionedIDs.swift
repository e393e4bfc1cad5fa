internal import DossierPrimitives

/// The ids of traces that a value or a text names.
///
/// An id of 64 bits is the low half of a trace id whose high half is zero.
struct MentionedIDs {
    private(set) var ids: [TraceID] = []

    /// A value names no more traces than this.
    static let countMax = 8
    /// Values whose key says that they are an id are looked at up to here.
    private static let byteCountMax = 512

    init() {}

    /// Reads a value whose key says that it is the id of a trace: hexadecimal digits of any case,
    /// with `0x` or dashes; `traceparent`, B3, Jaeger, X-Ray and Google Cloud headers; decimal
    /// numbers; and Base64.
    init(value: UnsafeRawBufferPointer) {
        let value = UnsafeRawBufferPointer(rebasing: value.prefix(Self.byteCountMax))
        let runs = HexRun.all(in: value)
        for run in runs where run.count == 32 { add(Self.hex(run.digits(in: value))) }
        guard ids.isEmpty else { return }
        for run in runs { add(run.joinedID(in: value)) }
        guard ids.isEmpty, let word = Self.firstWord(of: value) else { return }
        add(Self.short(word) ?? Self.base64(word))
    }

    /// Adds an id unless it is zero, there already, or one too many.
    mutating func add(_ id: TraceID?) {
        guard let id, id != .none, ids.count < Self.countMax, !ids.contains(id) else { return }
        ids.append(id)
    }

    private static func firstWord(of value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        var start = 0
        while start < value.count, !isWordByte(value[start]) { start += 1 }
        if start + 2 < value.count, value[start] == UInt8(ascii: "0"),
            value[start + 1] | 0x20 == UInt8(ascii: "x")
        {
            start += 2
        }
        var end = start
        while end < value.count, isWordByte(value[end]) { end += 1 }
        return start < end ? UnsafeRawBufferPointer(rebasing: value[start..<end]) : nil
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        isWordCharacter(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
            || byte == UInt8(ascii: "=")
    }

    /// Reads an id that is a decimal number, or hexadecimal digits without leading zeros.
    ///
    /// Sixteen digits are hexadecimal, even without a letter.
    static func short(_ digits: UnsafeRawBufferPointer) -> TraceID? {
        digits.count == 16 ? hex(digits) : decimal(digits) ?? hex(digits)
    }

    private static func decimal(_ digits: UnsafeRawBufferPointer) -> TraceID? {
        guard (1...39).contains(digits.count) else { return nil }
        var number: UInt128 = 0
        for digit in digits {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
            let (product, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = product.addingReportingOverflow(UInt128(digit & 0xf))
            if isTooLarge || overflow { return nil }
            number = sum
        }
        return TraceID(number)
    }

    /// Reads 8 to 32 hexadecimal digits.
    static func hex(_ digits: UnsafeRawBufferPointer) -> TraceID? {
        guard (8...32).contains(digits.count) else { return nil }
        var number: UInt128 = 0
        for digit in digits {
            guard let value = hexDigitValue(digit) else { return nil }
            number = number << 4 | UInt128(value)
        }
        return TraceID(number)
    }

    /// Reads the sixteen bytes of an id in Base64, with its padding.
    private static func base64(_ digits: UnsafeRawBufferPointer) -> TraceID? {
        let padding = UInt8(ascii: "=")
        guard digits.count == 24, digits[22] == padding, digits[23] == padding else { return nil }
        var number: UInt128 = 0
        for (index, digit) in digits.prefix(22).enumerated() {
            guard let value = base64Value(digit) else { return nil }
            // The last digit holds the last two bits.
            number = index < 21 ? number << 6 | UInt128(value) : number << 2 | UInt128(value >> 4)
        }
        return TraceID(number)
    }
}

extension TraceID {
    init(_ number: UInt128) {
        self.init(
            high: UInt64(truncatingIfNeeded: number >> 64),
            low: UInt64(truncatingIfNeeded: number)
        )
    }
}
