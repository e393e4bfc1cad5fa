internal import Dossier

/// Numbers as people read them.
enum CountText {
    /// A number with commas between thousands: `674,441`.
    static func grouped(_ count: some BinaryInteger) -> String {
        let digits = String(count.magnitude)
        var text = count < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.utf8.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }

    /// A number of things with their name: `1 trace`, `2,475 traces`.
    static func counted(
        _ count: some BinaryInteger,
        _ singular: String,
        _ plural: String? = nil
    ) -> String {
        "\(grouped(count)) \(count == 1 ? singular : plural ?? singular + "s")"
    }

    /// A number of bytes in three digits and a decimal unit: `7.85 MB`.
    static func bytes(_ count: some BinaryInteger) -> String {
        let count = max(0, Double(count))
        guard count >= 1_000 else { return "\(Int(count)) B" }
        var value = count
        var unit = ""
        for name in ["kB", "MB", "GB", "TB", "PB", "EB"] where value >= 999.5 {
            value /= 1_000
            unit = name
        }
        return "\(threeDigits(value)) \(unit)"
    }

    /// What to say of spans that came again; nil if there are none.
    static func noteOnDuplicates(_ count: Int) -> String? {
        guard count > 0 else { return nil }
        let came =
            count == 1 ? "1 span came again and is" : "\(grouped(count)) spans came again and are"
        return "\(came) counted once: the same trace, id and content"
    }

    /// Bytes in a time as bytes a second: `187 MB/s`; nil if it is too short to tell.
    static func rate(bytes: UInt64, seconds: Double) -> String? {
        guard seconds > 0.001 else { return nil }
        return Self.bytes(UInt64(min(Double(bytes) / seconds, 1e18))) + "/s"
    }

    /// A number with one decimal: `17.9`.
    static func oneDecimal(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e15 else { return "\(value)" }
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        return "\(sign)\(grouped(tenths.magnitude / 10)).\(tenths.magnitude % 10)"
    }

    private static func threeDigits(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        if hundredths < 1_000 {
            return "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10)"
        }
        let tenths = Int((value * 10).rounded())
        return tenths < 1_000 ? "\(tenths / 10).\(tenths % 10)" : "\(Int(value.rounded()))"
    }
}
