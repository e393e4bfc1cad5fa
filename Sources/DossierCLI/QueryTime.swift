internal import Dossier

/// A time as people write it: a point in time, or a distance from the end or the start of the data.
enum QueryTime: Hashable, Sendable {
    case absolute(Timestamp)
    /// What a clock shows in a zone that is given elsewhere, read as if in UTC.
    case clock(Timestamp)
    /// From the end of the data.
    case fromEnd(Duration)
    /// From the start of the data.
    case fromStart(Duration)

    /// Reads RFC 3339, also without a zone or seconds, a date, seconds since 1970, `-5m` or
    /// `end-5m`, `start+1h`, `start` or `end`; nil for anything else.
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
        // Of what `Timestamp` reads, only dates have neither a zone nor a meaning without one.
        let isDate = text.utf8.count == 10 && text.contains("-")
        if let time = Timestamp(text) {
            self = isDate ? .clock(time) : .absolute(time)
        } else if let time = Timestamp(text + "Z") ?? Timestamp(text + ":00Z") {
            self = .clock(time)
        } else {
            return nil
        }
    }

    private static func offset(_ text: String) -> Duration? {
        guard let sign = text.utf8.first,
            sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+"),
            let length = Nanoseconds(String(text.dropFirst()))
        else { return nil }
        return sign == UInt8(ascii: "-") ? .zero - length.duration : length.duration
    }

    /// Whether the time depends on those of the data.
    var isRelative: Bool {
        switch self {
        case .absolute, .clock: false
        case .fromEnd, .fromStart: true
        }
    }

    /// The time, given those of the data.
    func timestamp(
        in data: ClosedRange<Timestamp>,
        zone: TimeZoneName = .utc
    ) -> Timestamp {
        switch self {
        case .absolute(let time): time
        case .clock(let time): zone.instant(of: time)
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

/// A window of time as people write it: `A..B`, of which one may be missing.
struct QueryTimeWindow: Hashable, Sendable {
    let start: QueryTime?
    let end: QueryTime?

    init?(_ text: String) {
        guard let dots = text.firstRange(of: "..") else { return nil }
        let (first, second) = (text[..<dots.lowerBound], text[dots.upperBound...])
        guard !first.isEmpty || !second.isEmpty else { return nil }
        start = QueryTime(String(first))
        end = QueryTime(String(second))
        guard first.isEmpty == (start == nil), second.isEmpty == (end == nil) else { return nil }
    }
}

/// Tells the times of a command line, which may be relative to the data of a store.
struct QueryTimes {
    private let data: ClosedRange<Timestamp>
    private let zone: TimeZoneName

    /// Looks at the data only if one of the times is relative to it.
    init(_ times: [QueryTime?], zone: TimeZoneName, in file: DossierFile) throws {
        self.zone = zone
        let epoch = Timestamp(nanoseconds: 0)
        let needsData = times.contains { $0?.isRelative ?? false }
        data = try needsData ? file.eventTimeRange() ?? epoch...epoch : epoch...epoch
        guard needsData else { return }
        for outliers in try file.eventTimeOutliers() {
            Messages.note("ignored by relative times: \(outliers)")
        }
    }

    func timestamp(_ time: QueryTime?) -> Timestamp? {
        time?.timestamp(in: data, zone: zone)
    }
}
