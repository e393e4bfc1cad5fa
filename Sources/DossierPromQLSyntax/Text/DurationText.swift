/// Durations as Prometheus writes them: whole numbers with units, `1h30m`.
package enum DurationText {
    package enum Failure: Error {
        case invalid
        case outOfRange
    }

    private static let units: [(name: String, milliseconds: Int64)] = [
        ("y", 365 * 24 * 3_600_000), ("w", 7 * 24 * 3_600_000), ("d", 24 * 3_600_000),
        ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]

    /// The milliseconds of a duration: `0`, or units in falling order, each at most once.
    package static func parse(_ text: some Collection<UInt8>) throws(Failure) -> Int64 {
        let bytes = Array(text)
        guard bytes != [UInt8(ascii: "0")] else { return 0 }
        guard !bytes.isEmpty else { throw .invalid }
        var total: Int64 = 0
        var position = 0
        var nextUnit = 0
        while position < bytes.count {
            var count: Int64 = 0
            let digitsStart = position
            var isOverflowing = false
            while position < bytes.count, bytes[position].isASCIIDigit {
                let (product, overflow) = count.multipliedReportingOverflow(by: 10)
                let digit = Int64(bytes[position] - UInt8(ascii: "0"))
                let (sum, sumOverflow) = product.addingReportingOverflow(digit)
                isOverflowing = isOverflowing || overflow || sumOverflow
                count = sum
                position += 1
            }
            let unitStart = position
            while position < bytes.count, !bytes[position].isASCIIDigit {
                position += 1
            }
            let name = bytes[unitStart..<position]
            guard digitsStart < unitStart,
                let unit = units[nextUnit...].firstIndex(where: { name.elementsEqual($0.name.utf8) }
                )
            else { throw .invalid }
            nextUnit = unit + 1
            let (part, overflow) = count.multipliedReportingOverflow(by: units[unit].milliseconds)
            let (sum, sumOverflow) = total.addingReportingOverflow(part)
            guard !isOverflowing, !overflow, !sumOverflow, sum <= Int64.max / 1_000_000 else {
                throw .outOfRange
            }
            total = sum
        }
        return total
    }

    /// The shortest text; years and weeks only where they leave nothing over.
    package static func print(milliseconds: Int64) -> String {
        guard milliseconds != 0 else { return "0s" }
        var output = milliseconds < 0 ? "-" : ""
        var rest = milliseconds.magnitude
        for (name, size) in units {
            let size = UInt64(size)
            let mustBeExact = name == "y" || name == "w"
            guard rest >= size, !mustBeExact || rest % size == 0 else { continue }
            output += "\(rest / size)\(name)"
            rest %= size
        }
        return output
    }
}
