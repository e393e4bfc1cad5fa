/// A unit in the words of Prometheus: what is measured, and per what.
struct UnitSuffixes {
    /// Empty if there is nothing to say.
    private(set) var main: [UInt8] = []
    private(set) var per: [UInt8] = []

    init(_ unit: [UInt8]) {
        let parts = unit.split(
            separator: UInt8(ascii: "/"),
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        main = Self.word(parts.first, Self.units)
        if parts.count > 1 { per = Self.word(parts[1], Self.perUnits) }
    }

    /// The word for a unit, which is itself where none is known; nothing for an annotation.
    private static func word(
        _ unit: ArraySlice<UInt8>?,
        _ known: KeyValuePairs<StaticString, StaticString>
    ) -> [UInt8] {
        var text = unit ?? []
        while let first = text.first, first.isSpace { text.removeFirst() }
        while let last = text.last, last.isSpace { text.removeLast() }
        guard !text.contains(UInt8(ascii: "{")), !text.contains(UInt8(ascii: "}")) else {
            return []
        }
        for (name, word) in known where name.withUTF8Buffer({ text.elementsEqual($0) }) {
            return word.withUTF8Buffer { Array($0) }
        }
        return Array(text)
    }

    private static let units: KeyValuePairs<StaticString, StaticString> = [
        "d": "days", "h": "hours", "min": "minutes", "s": "seconds", "ms": "milliseconds",
        "us": "microseconds", "ns": "nanoseconds",
        "By": "bytes", "KiBy": "kibibytes", "MiBy": "mebibytes", "GiBy": "gibibytes",
        "TiBy": "tibibytes", "KBy": "kilobytes", "MBy": "megabytes", "GBy": "gigabytes",
        "TBy": "terabytes",
        "m": "meters", "V": "volts", "A": "amperes", "J": "joules", "W": "watts", "g": "grams",
        "Cel": "celsius", "Hz": "hertz", "1": "", "%": "percent",
    ]

    private static let perUnits: KeyValuePairs<StaticString, StaticString> = [
        "s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month",
        "y": "year",
    ]
}

extension UInt8 {
    fileprivate var isSpace: Bool { self == 0x20 || 0x09...0x0D ~= self }
}
