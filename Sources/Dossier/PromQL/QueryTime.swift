/// A time of a query as people write it: a point in time, or a distance from the end or the start
/// of the data.
package enum QueryTime: Hashable, Sendable {
    /// Milliseconds since the Unix epoch.
    case absolute(Int64)
    /// Milliseconds from the last point of the data.
    case fromEnd(Int64)
    /// Milliseconds from the first point of the data.
    case fromStart(Int64)

    /// Reads RFC 3339, seconds since 1970, `-5m` or `end-5m`, `start+1h`, `start` or `end`; nil for
    /// anything else.
    package init?(_ text: String) {
        for (word, isEnd) in [("end", true), ("start", false)] where text.hasPrefix(word) {
            let rest = String(text.dropFirst(word.count))
            guard let offset = rest.isEmpty ? 0 : Self.offset(rest) else { return nil }
            self = isEnd ? .fromEnd(offset) : .fromStart(offset)
            return
        }
        if let first = text.utf8.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            guard let offset = Self.offset(text) else { return nil }
            self = .fromEnd(offset)
            return
        }
        guard let time = UnixTime(text) else { return nil }
        self = .absolute(Int64(time.nanoseconds / 1_000_000))
    }

    private static func offset(_ text: String) -> Int64? {
        guard let sign = text.utf8.first,
            sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+"),
            let length = Nanoseconds(String(text.dropFirst()))
        else { return nil }
        let milliseconds = Int64(length.count / 1_000_000)
        return sign == UInt8(ascii: "-") ? -milliseconds : milliseconds
    }

    /// The time in milliseconds, given those of the data.
    package func milliseconds(in data: ClosedRange<Int64>) -> Int64 {
        switch self {
        case .absolute(let time): time
        case .fromEnd(let offset): data.upperBound + offset
        case .fromStart(let offset): data.lowerBound + offset
        }
    }

    /// A step that gives a range about as many points as a chart shows, in whole seconds.
    package static func step(of range: ClosedRange<Int64>) -> Int64 {
        let seconds = (range.upperBound - range.lowerBound) / 250_000
        return max(1, seconds) * 1000
    }
}
