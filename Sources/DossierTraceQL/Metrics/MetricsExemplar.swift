package import DossierColumns
package import DossierTraceQLSyntax

/// A span that stands for those behind a value of a series.
package struct MetricsExemplar: Sendable {
    package let trace: TraceID
    package let span: UInt64
    /// The start of the span, in nanoseconds since 1970.
    package let start: UInt64
    /// What the function is over, of durations in seconds; where spans are counted, the value of
    /// the series.
    package internal(set) var value: Double
    let interval: Int
}

extension TraceQLQuery {
    private static let exemplarCountDefault = 100
    private static let exemplarCountMax = 10_000

    /// How many exemplars the hint `exemplars` asks for: a number, or `true` for 100.
    package var exemplarCount: Int {
        let name = Array("exemplars".utf8)
        return switch hints.last(where: { $0.name == name })?.value {
        case .integer(let count): min(max(0, Int(clamping: count)), Self.exemplarCountMax)
        case .boolean(true): Self.exemplarCountDefault
        default: 0
        }
    }
}

/// Picks exemplars by a number that each span has, as if by chance but always the same: for each
/// group, interval and bucket the span with the lowest, and of these spans those with the lowest.
struct ExemplarPicks: Sendable {
    private struct Place: Hashable {
        let group: Int
        let interval: Int
        let bucket: Int?
    }

    private struct Pick {
        let number: UInt64
        let exemplar: MetricsExemplar

        func isBefore(_ other: Pick) -> Bool {
            (number, exemplar.trace, exemplar.span)
                < (other.number, other.exemplar.trace, other.exemplar.span)
        }
    }

    private let countMax: Int
    private var picks: [Place: Pick] = [:]
    /// No span with a higher number will be one of the exemplars.
    private var numberMax = UInt64.max

    init(countMax: Int) {
        self.countMax = countMax
    }

    var areWanted: Bool { countMax > 0 }

    /// As many, of which none has been picked.
    var empty: ExemplarPicks { ExemplarPicks(countMax: countMax) }

    mutating func add(_ exemplar: MetricsExemplar, group: Int, bucket: Int?) {
        let pick = Pick(number: Self.number(of: exemplar), exemplar: exemplar)
        let place = Place(group: group, interval: exemplar.interval, bucket: bucket)
        add(pick, at: place)
    }

    private mutating func add(_ pick: Pick, at place: Place) {
        guard pick.number <= numberMax else { return }
        if let known = picks[place], known.isBefore(pick) { return }
        picks[place] = pick
        if picks.count / 4 > countMax { cut() }
    }

    /// Keeps the picks with the lowest numbers.
    private mutating func cut() {
        guard picks.count > countMax else { return }
        let kept = picks.sorted { $0.value.isBefore($1.value) }.prefix(countMax)
        numberMax = kept.last?.value.number ?? numberMax
        picks = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }

    /// Takes the picks of other spans; `groups` are the groups here, by group there.
    mutating func merge(_ other: ExemplarPicks, groups: [Int]) {
        for (place, pick) in other.picks {
            let own = Place(
                group: groups[place.group],
                interval: place.interval,
                bucket: place.bucket
            )
            add(pick, at: own)
        }
    }

    /// The exemplars by group, with their buckets, in the order of their starts.
    var byGroup: [Int: [(bucket: Int?, exemplar: MetricsExemplar)]] {
        var rest = self
        rest.cut()
        let ordered = rest.picks.sorted { one, other in
            let (left, right) = (one.value.exemplar, other.value.exemplar)
            return left.start != right.start
                ? left.start < right.start : one.value.isBefore(other.value)
        }
        return Dictionary(grouping: ordered, by: \.key.group).mapValues { picks in
            picks.map { ($0.key.bucket, $0.value.exemplar) }
        }
    }

    /// Mixes the bits of what a span is known by.
    private static func number(of exemplar: MetricsExemplar) -> UInt64 {
        var bits = exemplar.start
        for word in [exemplar.trace.high, exemplar.trace.low, exemplar.span] {
            bits = (bits ^ word) &* 0x9e37_79b9_7f4a_7c15
            bits = (bits ^ bits >> 32) &* 0xbf58_476d_1ce4_e5b9
            bits ^= bits >> 29
        }
        return bits
    }
}
