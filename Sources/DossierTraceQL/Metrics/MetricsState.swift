internal import DossierTraceQLSyntax
import Glibc

/// What a metrics function knows of the spans it was given, by group and interval.
struct MetricsState: Sendable {
    /// What is kept of each group and interval.
    enum Kind: Sendable {
        case count
        case min, max, sum, average
        /// Counts by the power of two that the value is rounded up to.
        case buckets
    }

    let kind: Kind
    let intervalCount: Int
    private var numbers: [[TraceQLValue]: Int] = [:]
    private(set) var keys: [[TraceQLValue]] = []
    /// By group, of each interval.
    private(set) var counts: [[Int]] = []
    private(set) var values: [[Double]] = []
    /// By group, by exponent, of each interval.
    private(set) var buckets: [[Int: [Int]]] = []
    /// The intervals that spans were in.
    private var touched: Range<Int> = 0..<0
    private(set) var exemplars: ExemplarPicks

    init(_ kind: Kind, intervalCount: Int, exemplars: ExemplarPicks) {
        self.kind = kind
        self.intervalCount = intervalCount
        self.exemplars = exemplars
    }

    /// Takes a span as one that may stand for others; `value` is what is counted in buckets.
    mutating func take(_ exemplar: MetricsExemplar, of group: Int, value: Int64?) {
        let bucket = kind == .buckets ? value.flatMap(Self.bucket) : nil
        guard kind != .buckets || bucket != nil else { return }
        exemplars.add(exemplar, group: group, bucket: bucket)
    }

    /// The exponent of the power of two that a value is rounded up to; nil below two.
    private static func bucket(of value: Int64) -> Int? {
        value >= 2 ? Int(log2(Double(value)).rounded(.up)) : nil
    }

    mutating func number(of key: [TraceQLValue]) -> Int {
        if let known = numbers[key] { return known }
        numbers[key] = keys.count
        keys.append(key)
        counts.append(Array(repeating: 0, count: intervalCount))
        values.append(
            kind == .count || kind == .buckets ? [] : Array(repeating: .nan, count: intervalCount)
        )
        buckets.append([:])
        return keys.count - 1
    }

    mutating func count(_ group: Int, _ interval: Int) {
        touch(interval)
        counts[group][interval] += 1
    }

    @inline(__always)
    private mutating func touch(_ interval: Int) {
        if touched.contains(interval) { return }
        touched =
            touched.isEmpty
            ? interval..<(interval + 1)
            : min(touched.lowerBound, interval)..<max(touched.upperBound, interval + 1)
    }

    mutating func add(_ group: Int, _ interval: Int, _ value: Double) {
        touch(interval)
        let old = values[group][interval]
        counts[group][interval] += 1
        values[group][interval] = old.isNaN ? value : combined(old, value)
    }

    private func combined(_ old: Double, _ value: Double) -> Double {
        switch kind {
        case .min: Swift.min(old, value)
        case .max: Swift.max(old, value)
        default: old + value
        }
    }

    /// Takes a whole number, or the nanoseconds of a duration; numbers below two are left out.
    mutating func bucket(_ group: Int, _ interval: Int, _ value: Int64) {
        guard let exponent = Self.bucket(of: value) else { return }
        touch(interval)
        buckets[group][exponent, default: Array(repeating: 0, count: intervalCount)][interval] += 1
        counts[group][interval] += 1
    }

    /// Takes what another state knows of other spans.
    mutating func merge(_ other: MetricsState) { mergeGroups(of: other, as: other.keys) }

    /// The same with other keys for its groups.
    mutating func mergeGroups(of other: MetricsState, as keys: [[TraceQLValue]]) {
        if let first = other.touched.first, let last = other.touched.last {
            touch(first)
            touch(last)
        }
        let groups = keys.map { number(of: $0) }
        exemplars.merge(other.exemplars, groups: groups)
        for (index, group) in groups.enumerated() {
            for interval in other.touched {
                counts[group][interval] += other.counts[index][interval]
            }
            for interval in other.touched where other.values[index].indices.contains(interval) {
                if other.values[index][interval].isNaN { continue }
                let (old, value) = (values[group][interval], other.values[index][interval])
                values[group][interval] = old.isNaN ? value : combined(old, value)
            }
            for (exponent, added) in other.buckets[index] {
                var known = buckets[group][exponent] ?? Array(repeating: 0, count: intervalCount)
                for interval in other.touched { known[interval] += added[interval] }
                buckets[group][exponent] = known
            }
        }
    }
}
