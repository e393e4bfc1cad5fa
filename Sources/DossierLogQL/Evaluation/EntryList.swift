package import DossierLogQLSyntax
package import DossierPromQLSyntax
package import DossierRegularExpressions

/// Entries in memory, in the order in which they came.
package struct EntryList: Sendable {
    package private(set) var entries: [StoredEntry]

    package init(_ entries: [StoredEntry]) {
        self.entries = entries
    }

    /// The entries of the streams that a selector selects, with `start` ≤ time < `end`, in the
    /// order of their times; those of equal times in the order in which they came.
    func entries(
        selectedBy selector: [LabelMatcher],
        from start: Int64,
        to end: Int64
    ) throws(RegularExpressionError) -> [StoredEntry] {
        let selector = try StreamSelector(selector)
        let selected = entries.filter { entry in
            start <= entry.nanoseconds && entry.nanoseconds < end && selector.selects(entry.stream)
        }
        return selected.enumerated().sorted { left, right in
            (left.element.nanoseconds, left.offset) < (right.element.nanoseconds, right.offset)
        }.map(\.element)
    }

    /// The same entries in the order of a log query: of equal times those of one stream stay in the
    /// order in which they came, or turn round, and streams come in the order of their labels.
    func entries(
        selectedBy selector: [LabelMatcher],
        _ window: LogQueryWindow
    ) throws(RegularExpressionError) -> [StoredEntry] {
        let isBackward = window.isBackward
        let selected = try entries(selectedBy: selector, from: window.start, to: window.end)
        return selected.enumerated().sorted { left, right in
            let (one, other) = (left.element, right.element)
            if one.nanoseconds != other.nanoseconds {
                return (one.nanoseconds < other.nanoseconds) != isBackward
            }
            if one.stream != other.stream { return one.stream.precedes(other.stream) }
            return (left.offset < right.offset) != isBackward
        }.map(\.element)
    }
}

extension EntryList: LogEntrySource {
    package func entries(
        of pipeline: LogPipeline,
        _ window: LogQueryWindow
    ) throws -> [FoundEntry] {
        try window.check()
        var stages = try EntryPipeline(pipeline.stages)
        var choice = EntryChoice(window)
        var found: [FoundEntry] = []
        for stored in try entries(selectedBy: pipeline.selector, window) {
            guard !choice.isFull else { break }
            stages.begin(stored)
            guard stages.run(), choice.takes(stored.nanoseconds) else { continue }
            found.append(FoundEntry(stages.entry))
        }
        return found
    }

    package func samples(
        of aggregation: RangeAggregation,
        at times: RangeTimes
    ) throws -> SampledEntries {
        var collector = try SampleCollector(aggregation)
        let selector = aggregation.range.pipeline.selector
        for entry in try entries(selectedBy: selector, from: times.start, to: times.end)
        where times.contains(entry.nanoseconds) {
            collector.pipeline.begin(entry)
            try collector.take()
        }
        return collector.samples
    }
}

/// Conditions on the labels of streams.
package struct StreamSelector {
    private let conditions: [(matcher: LabelMatcher, expression: RegularExpression?)]

    package init(_ matchers: [LabelMatcher]) throws(RegularExpressionError) {
        var conditions: [(LabelMatcher, RegularExpression?)] = []
        for matcher in matchers {
            switch matcher.kind {
            case .equal, .notEqual: conditions.append((matcher, nil))
            case .matchesRegularExpression, .notMatchesRegularExpression:
                conditions.append((matcher, try RegularExpression(anchoring: matcher.value)))
            }
        }
        self.conditions = conditions
    }

    /// Whether a stream with these labels is selected.
    package func selects(_ labels: [StoredEntry.Label]) -> Bool {
        conditions.allSatisfy { matcher, expression in
            let value = labels.first { $0.name == matcher.name.bytes }?.value ?? []
            let isMatching = expression?.matches(value) ?? (value == matcher.value.bytes)
            return isMatching
                == (matcher.kind == .equal || matcher.kind == .matchesRegularExpression)
        }
    }
}
