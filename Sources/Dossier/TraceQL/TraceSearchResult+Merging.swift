extension TraceSearchResult {
    /// What several stores found, the newest first; a trace that is in several is listed once.
    ///
    /// Its spans are told apart by their ids, as far as they are listed; all others count for each
    /// store.
    ///
    /// - Parameters:
    ///   - results: As many traces of each store as are wanted of all.
    ///   - limit: How many traces to give; nil for all.
    ///   - spansPerSpanset: How many of the matching spans to give of each group.
    package init(merging results: [TraceSearchResult], limit: Int?, spansPerSpanset: Int) {
        var merged: [TraceID: MatchedTrace] = [:]
        var repeatedCount = 0
        for trace in results.flatMap(\.traces) {
            if let known = merged[trace.summary.id] {
                merged[trace.summary.id] = known.merged(with: trace)
                repeatedCount += 1
            } else {
                merged[trace.summary.id] = trace
            }
        }
        let ordered = merged.values.sorted { left, right in
            let (first, second) = (left.spanTimes?.lowerBound, right.spanTimes?.lowerBound)
            if first != second {
                return first.map { start in second.map { start > $0 } ?? true } ?? false
            }
            return left.summary.id < right.summary.id
        }
        self.init(
            traces: ordered.prefix(limit ?? .max).map { $0.listing(spansPerSpanset) },
            matchCount: results.reduce(0) { $0 + $1.matchCount } - repeatedCount,
            fields: results.first?.fields ?? []
        )
    }
}

extension MatchedTrace {
    /// The same with fewer spans listed.
    fileprivate func listing(_ spansPerSpanset: Int) -> MatchedTrace {
        MatchedTrace(
            summary: summary,
            rootName: rootName,
            rootService: rootService,
            spansets: spansets.map { spanset in
                MatchedSpanset(
                    attributes: spanset.attributes,
                    matchCount: spanset.matchCount,
                    spans: Array(spanset.spans.prefix(spansPerSpanset))
                )
            },
            services: services,
            spanTimes: spanTimes
        )
    }

    fileprivate func merged(with other: MatchedTrace) -> MatchedTrace {
        var spansets = spansets
        for added in other.spansets {
            if let known = spansets.firstIndex(where: { $0.attributes == added.attributes }) {
                spansets[known] = spansets[known].merged(with: added)
            } else {
                spansets.append(added)
            }
        }
        return MatchedTrace(
            summary: summary,
            rootName: rootService.isEmpty && rootName.isEmpty ? other.rootName : rootName,
            rootService: rootService.isEmpty && rootName.isEmpty ? other.rootService : rootService,
            spansets: spansets,
            services: services.merged(with: other.services),
            spanTimes: Self.union(spanTimes, other.spanTimes)
        )
    }

    private static func union(
        _ left: ClosedRange<Timestamp>?,
        _ right: ClosedRange<Timestamp>?
    ) -> ClosedRange<Timestamp>? {
        guard let left, let right else { return left ?? right }
        return min(left.lowerBound, right.lowerBound)...max(left.upperBound, right.upperBound)
    }
}

extension MatchedSpanset {
    fileprivate func merged(with other: MatchedSpanset) -> MatchedSpanset {
        let known = Set(spans.map(\.id))
        let new = other.spans.filter { $0.id == nil || !known.contains($0.id) }
        let all = (spans + new).sorted { left, right in
            guard let first = left.startTime, let second = right.startTime else {
                return left.startTime != nil && right.startTime == nil
            }
            return first < second
        }
        return MatchedSpanset(
            attributes: attributes,
            matchCount: matchCount + other.matchCount - (other.spans.count - new.count),
            spans: all
        )
    }
}

extension [MatchedTrace.Service] {
    fileprivate func merged(with other: Self) -> Self {
        var counts = Dictionary(map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for service in other {
            let known = counts[service.name]
            counts[service.name] = MatchedTrace.Service(
                name: service.name,
                spanCount: (known?.spanCount ?? 0) + service.spanCount,
                errorCount: (known?.errorCount ?? 0) + service.errorCount
            )
        }
        return counts.values.sorted { $0.name < $1.name }
    }
}
