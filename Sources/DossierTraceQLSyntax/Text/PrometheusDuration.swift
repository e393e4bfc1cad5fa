/// Durations as Prometheus reads them: whole numbers with falling units, `1d12h`.
enum PrometheusDuration {
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("y", 365 * 86_400_000_000_000), ("w", 7 * 86_400_000_000_000), ("d", 86_400_000_000_000),
        ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000),
    ]

    /// The nanoseconds; nil if the text is none, or too long for 64 bits.
    static func nanoseconds(_ text: ArraySlice<UInt8>) -> Int64? {
        var rest = text
        var total: Int64 = 0
        var nextUnit = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0) }
            rest = rest.dropFirst(name.count)
            guard let count = Int64(String(decoding: digits, as: UTF8.self)),
                let unit = units[nextUnit...].firstIndex(where: { name.elementsEqual($0.name.utf8) }
                )
            else { return nil }
            nextUnit = unit + 1
            let (part, overflow) = count.multipliedReportingOverflow(by: units[unit].nanoseconds)
            let (sum, sumOverflow) = total.addingReportingOverflow(part)
            guard !overflow, !sumOverflow else { return nil }
            total = sum
        }
        return total
    }
}
