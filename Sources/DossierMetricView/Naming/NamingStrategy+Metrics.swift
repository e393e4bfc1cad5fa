import DossierPromQLSyntax

extension NamingStrategy {
    private static let total = Array("total".utf8)
    private static let ratio = Array("ratio".utf8)
    private static let underscore = UInt8(ascii: "_")

    /// The metric's name; empty if nothing of it is left.
    package func metricName(_ parts: MetricNameParts) -> [UInt8] {
        switch self {
        case .underscoreEscapingWithSuffixes: Self.escapedWithSuffixes(parts)
        case .underscoreEscapingWithoutSuffixes:
            Self.startingWithoutDigit(
                Self.joined(Self.tokens(parts.name) { $0.isMetricNameByte })
            )
        case .noUTF8EscapingWithSuffixes: Self.withSuffixes(parts)
        case .noTranslation: parts.name
        }
    }

    private static func escapedWithSuffixes(_ parts: MetricNameParts) -> [UInt8] {
        var tokens = tokens(parts.name) { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: ":") }
        let unit = UnitSuffixes(parts.unit)
        let main = escapedUnit(unit.main)
        let per = escapedUnit(unit.per)
        let hasMain = tokens.contains(main)
        let hasPer = tokens.contains(per)
        if !main.isEmpty, !hasMain { tokens.append(main) }
        if !per.isEmpty, !hasPer { tokens += [Array("per".utf8), per] }
        switch suffix(of: parts) {
        case let suffix?: tokens = tokens.filter { $0 != suffix } + [suffix]
        case nil: break
        }
        return startingWithoutDigit(joined(tokens))
    }

    private static func withSuffixes(_ parts: MetricNameParts) -> [UInt8] {
        let unit = UnitSuffixes(parts.unit)
        let per = unit.per.isEmpty ? [] : Array("per_".utf8) + unit.per
        let suffixes = [unit.main, per, suffix(of: parts) ?? []].filter { !$0.isEmpty }
        var name = parts.name
        for suffix in suffixes.reversed() where name.count > suffix.count + 1 {
            if name.suffix(suffix.count).elementsEqual(suffix) {
                name.removeLast(suffix.count + 1)
            }
        }
        for suffix in suffixes { name += [underscore] + suffix }
        return name
    }

    private static func suffix(of parts: MetricNameParts) -> [UInt8]? {
        switch parts.kind {
        case .monotonicSum: total
        case .gauge: parts.unit.elementsEqual("1".utf8) ? ratio : nil
        case .other: nil
        }
    }

    /// The runs of bytes that may stay.
    private static func tokens(_ name: [UInt8], _ isKept: (UInt8) -> Bool) -> [[UInt8]] {
        name.split { !isKept($0) }.map(Array.init)
    }

    private static func escapedUnit(_ unit: [UInt8]) -> [UInt8] {
        joined(tokens(unit) { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: ":") })
    }

    private static func joined(_ tokens: [[UInt8]]) -> [UInt8] {
        Array(tokens.joined(separator: [underscore]))
    }

    private static func startingWithoutDigit(_ name: [UInt8]) -> [UInt8] {
        guard let first = name.first, first.isASCIIDigit else { return name }
        return [underscore] + name
    }
}

extension UInt8 {
    var isASCIIAlphanumeric: Bool {
        0x41...0x5A ~= self || 0x61...0x7A ~= self || isASCIIDigit
    }

    fileprivate var isMetricNameByte: Bool {
        isASCIIAlphanumeric || self == UInt8(ascii: "_") || self == UInt8(ascii: ":")
    }
}
