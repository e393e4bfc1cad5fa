/// The critical path of a trace: its time, from the first start to the last end of the spans without
/// a parent, given out among the spans that the end had to wait for.
package struct CriticalPathTimes: Sendable, Equatable {
    /// By span, in nanoseconds.
    package private(set) var times: [UInt64]
    /// Whether each span is on the path, for itself or for one below it.
    package private(set) var isOnPath: [Bool]
    /// The time in which no span without a parent ran.
    package private(set) var unattributed: UInt64 = 0
    /// All times together.
    package private(set) var total: UInt64 = 0

    /// A span and the part of its time that is on the path; -1 for the trace itself.
    fileprivate struct Window {
        let span: Int
        let start: UInt64
        /// Up to here the time is still to be given out: what is after it is done.
        var end: UInt64
        /// The children that may still come, latest end first.
        var children: ArraySlice<Int>
    }

    /// Goes back in time from the end; `children` have the latest end first, of several the earliest
    /// start.
    init(_ spans: SpanIntervals, _ children: SpanChildren) {
        times = [UInt64](repeating: 0, count: spans.starts.count)
        isOnPath = [Bool](repeating: false, count: spans.starts.count)
        let tops = children.tops
        guard let start = tops.lazy.map({ spans.starts[$0] }).min(), let first = tops.first else {
            return
        }
        total = spans.ends[first] - start
        var open = [Window(span: -1, start: start, end: spans.ends[first], children: tops)]
        while var window = open.popLast() {
            guard let child = window.takeChild(spans) else {
                add(window.end - window.start, to: window.span)
                continue
            }
            let end = min(spans.ends[child], window.end)
            let start = max(spans.starts[child], window.start)
            add(window.end - end, to: window.span)
            window.end = start
            open.append(window)
            if start < end { isOnPath[child] = true }
            open.append(
                Window(span: child, start: start, end: end, children: children[below: child])
            )
        }
    }

    private mutating func add(_ time: UInt64, to span: Int) {
        if span < 0 { unattributed += time } else { times[span] += time }
    }
}

extension CriticalPathTimes.Window {
    /// The next child that ran before the end of the window and after its start.
    fileprivate mutating func takeChild(_ spans: SpanIntervals) -> Int? {
        while let child = children.popFirst() {
            // What has not started yet will not be waited for any more.
            if spans.starts[child] >= end { continue }
            // None of the others ends later.
            if spans.ends[child] <= start { return nil }
            return child
        }
        return nil
    }
}
