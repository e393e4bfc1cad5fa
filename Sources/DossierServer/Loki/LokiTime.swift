internal import DossierPrimitives

/// Times and durations as Loki's API takes them.
enum LokiTime {
    /// Nanoseconds since the Unix epoch; nil if a text is no time.
    ///
    /// A whole number of at most 10 characters has seconds, a longer one nanoseconds, one with a
    /// point seconds; else it is RFC 3339.
    static func nanoseconds(_ text: String) -> Int64? {
        if text.utf8.contains(UInt8(ascii: ".")), let time = seconds(text) { return time }
        if let number = Int64(text) {
            guard text.utf8.count <= 10 else { return number }
            let (time, overflow) = number.multipliedReportingOverflow(by: 1_000_000_000)
            return overflow ? (number < 0 ? .min : .max) : time
        }
        // In a query string a + stands for a blank.
        guard let time = RFC3339Time(text.replacing(" ", with: "+")) else { return nil }
        let (whole, overflow) = Int64(time.secondsSinceEpoch)
            .multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, sumOverflow) = whole.addingReportingOverflow(Int64(time.nanosecond))
        return overflow || sumOverflow ? nil : sum
    }

    /// A step or interval: seconds, which may have a fraction, or a duration such as `1d` or `500ms`.
    static func duration(_ text: String) -> Int64? {
        seconds(text) ?? units(text)
    }

    /// The nanoseconds of a decimal number of seconds.
    private static func seconds(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? parts[1] : ""
        let isDecimal =
            !(parts[0].isEmpty && fraction.isEmpty)
            && (parts[0].isEmpty || parts[0].utf8.allSatisfy(isDigit))
            && fraction.utf8.allSatisfy(isDigit)
        guard isDecimal else {
            // Signs and exponents.
            guard let number = Double(text), number.isFinite else { return nil }
            return Int64(exactly: (number * 1e9).rounded())
        }
        let digits = (fraction + "000000000").prefix(9)
        guard let whole = parts[0].isEmpty ? 0 : Int64(parts[0]), let rest = Int64(digits) else {
            return nil
        }
        let (nanoseconds, overflow) = whole.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, sumOverflow) = nanoseconds.addingReportingOverflow(rest)
        return overflow || sumOverflow ? nil : sum
    }

    private static let unitList: [(name: String, nanoseconds: Int64)] = [
        ("y", 365 * 86_400_000_000_000), ("w", 7 * 86_400_000_000_000), ("d", 86_400_000_000_000),
        ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000),
    ]

    /// Whole numbers with units, each once, the longest unit first, as Prometheus has durations.
    private static func units(_ text: String) -> Int64? {
        var rest = text.utf8[...]
        var units = unitList[...]
        var total: Int64 = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix(while: isDigit)
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { !isDigit($0) }
            rest = rest.dropFirst(name.count)
            guard let number = Int64(String(Substring(digits))),
                let place = units.firstIndex(where: { name.elementsEqual($0.name.utf8) })
            else { return nil }
            let (part, overflow) = number.multipliedReportingOverflow(by: units[place].nanoseconds)
            let (sum, sumOverflow) = total.addingReportingOverflow(part)
            guard !overflow, !sumOverflow else { return nil }
            total = sum
            units = units[(place + 1)...]
        }
        return total
    }

    private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }
}
