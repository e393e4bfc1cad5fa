/// When the rules of a replay are evaluated.
package struct ReplayOptions: Sendable {
    /// Milliseconds since the Unix epoch, as all times; both ends included.
    package var range: ClosedRange<Int64>
    /// Whether the first evaluation is at the start; otherwise it is at the first multiple of the
    /// interval whose query is within the range.
    package var beginsAtStart = true
    /// For all groups; nil for that of each.
    package var interval: Int64?
    /// For groups that name none.
    package var defaultInterval: Int64 = 60_000
    /// Whether functions honour counter start timestamps.
    package var usesStartTimestamps = false
    package var externalLabels: [(name: String, value: String)] = []
    package var externalURL = ""
    /// Asked from time to time, on any thread; a replay that shall end throws `CancellationError`.
    package var isCancelled: @Sendable () -> Bool = { Task.isCancelled }

    package init(range: ClosedRange<Int64>) {
        self.range = range
    }
}

/// The times at which a group is evaluated.
struct ReplayGrid: Equatable {
    let first: Int64
    let interval: Int64
    let count: Int

    init(of group: RuleGroup, _ options: ReplayOptions) {
        interval = max(
            1,
            options.interval ?? group.intervalMilliseconds.flatMap { $0 > 0 ? $0 : nil }
                ?? options.defaultInterval
        )
        // Without a start of its own, a group's first query is within the range.
        let start =
            options.range.lowerBound
            + (options.beginsAtStart ? 0 : group.queryOffsetMilliseconds ?? 0)
        let rest = start % interval
        let missing = rest == 0 ? 0 : rest > 0 ? interval - rest : -rest
        first = options.beginsAtStart ? start : start + missing
        let end = options.range.upperBound
        count = first > end ? 0 : Int((end - first) / interval) + 1
    }

    var last: Int64 { time(count - 1) }

    func time(_ index: Int) -> Int64 { first + Int64(index) * interval }

    func contains(_ time: Int64) -> Bool {
        count > 0 && time >= first && time <= last && (time - first) % interval == 0
    }

    /// The times of the grid from one on, before another; nil if there are none.
    func part(from start: Int64, before end: Int64) -> ClosedRange<Int64>? {
        guard count > 0 else { return nil }
        let low = start <= first ? 0 : (start - first + interval - 1) / interval
        let high = min(Int64(count) - 1, end <= first ? -1 : (end - first - 1) / interval)
        return low <= high ? (first + low * interval)...(first + high * interval) : nil
    }
}
