internal import Dossier

/// A time of a query as people write it: a point in time, or a distance from the end or the start
/// of the data.
enum QueryTime: Hashable, Sendable {
    case absolute(Timestamp)
    /// From the last point of the data.
    case fromEnd(Duration)
    /// From the first point of the data.
    case fromStart(Duration)

    /// Reads RFC 3339, seconds since 1970, `-5m` or `end-5m`, `start+1h`, `start` or `end`; nil for
    /// anything else.
    init?(_ text: String) {
        for (word, isEnd) in [("end", true), ("start", false)] where text.hasPrefix(word) {
            let rest = String(text.dropFirst(word.count))
            guard let offset = rest.isEmpty ? .zero : Self.offset(rest) else { return nil }
            self = isEnd ? .fromEnd(offset) : .fromStart(offset)
            return
        }
        if let first = text.utf8.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            guard let offset = Self.offset(text) else { return nil }
            self = .fromEnd(offset)
            return
        }
        guard let time = Timestamp(text) else { return nil }
        self = .absolute(time)
    }

    private static func offset(_ text: String) -> Duration? {
        guard let sign = text.utf8.first,
            sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+"),
            let length = Nanoseconds(String(text.dropFirst()))
        else { return nil }
        let distance = Duration.milliseconds(length.count / 1_000_000)
        return sign == UInt8(ascii: "-") ? .zero - distance : distance
    }

    /// Whether the time depends on those of the data.
    var isRelative: Bool {
        if case .absolute = self { false } else { true }
    }

    /// The time, given those of the data.
    func timestamp(in data: ClosedRange<Timestamp>) -> Timestamp {
        switch self {
        case .absolute(let time): time
        case .fromEnd(let offset): data.upperBound + offset
        case .fromStart(let offset): data.lowerBound + offset
        }
    }

    /// A step that gives a range about as many points as a chart shows, in whole seconds.
    static func step(of range: ClosedRange<Timestamp>) -> Duration {
        let length = range.upperBound.milliseconds - range.lowerBound.milliseconds
        return .seconds(max(1, length / 250_000))
    }
}
