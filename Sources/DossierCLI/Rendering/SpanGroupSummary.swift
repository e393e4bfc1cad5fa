internal import Dossier

/// What equal siblings have in common, and their extremes.
struct SpanGroupSummary {
    struct Durations {
        let p50: UInt64
        let p95: UInt64
        let max: UInt64
    }

    let first: Span
    /// 0 if no time is known.
    let start: UInt64
    let end: UInt64
    /// Of the siblings whose duration is known, exact: the smallest that so many are not above.
    let durations: Durations?
    /// Of the siblings and the spans below them.
    let errorCount: Int
    let belowCount: Int
    let logRecordCount: Int

    /// From the first start to the last end.
    var extent: UInt64? { start != 0 && end >= start ? end - start : nil }

    /// Summarises siblings, of which there is at least one; `all` has their indices and those of the
    /// spans below them.
    init(
        _ spans: [Span],
        all: some Sequence<Int>,
        errorIn isError: (Int) -> Bool,
        logRecordCount: (Int) -> Int
    ) {
        first = spans[0]
        start = spans.lazy.map(\.startNanoseconds).filter { $0 != 0 }.min() ?? 0
        end = spans.lazy.map(\.endNanoseconds).max() ?? 0
        let sorted = spans.compactMap(\.durationNanoseconds).sorted()
        func quantile(_ percent: Int) -> UInt64 {
            sorted[max(0, (sorted.count * percent + 99) / 100 - 1)]
        }
        durations = sorted.last.map { Durations(p50: quantile(50), p95: quantile(95), max: $0) }
        var (errors, records, count) = (0, 0, 0)
        for span in all {
            count += 1
            if isError(span) { errors += 1 }
            records += logRecordCount(span)
        }
        errorCount = errors
        self.logRecordCount = records
        belowCount = count - spans.count
    }
}
