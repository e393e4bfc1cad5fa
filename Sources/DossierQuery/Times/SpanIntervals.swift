/// When the spans of a trace ran, and which span each is a child of; `docs/traces.md` defines what is
/// derived from that.
package struct SpanIntervals: Sendable {
    /// Nanoseconds since the Unix epoch; 0 for unknown.
    let starts: [UInt64]
    let ends: [UInt64]
    /// The index of each span's parent; negative for none.
    let parents: [Int]

    /// Takes spans whose parents form no circle.
    package init(starts: [UInt64], ends: [UInt64], parents: [Int]) {
        self.starts = starts
        self.ends = ends
        self.parents = parents
    }

    /// Whether both times of a span are known, and it does not end before it starts.
    func isKnown(_ span: Int) -> Bool {
        starts[span] &- 1 < UInt64(Int64.max) && ends[span] >= starts[span]
            && ends[span] <= UInt64(Int64.max)
    }

    /// The self time of each span, in nanoseconds: how long none of its children ran; nil if its
    /// duration is unknown.
    ///
    /// - Complexity: O(n log n).
    package var selfTimes: [UInt64?] {
        let children = SpanChildren(self) { starts[$0] < starts[$1] }
        return starts.indices.map { span in
            guard isKnown(span) else { return nil }
            var position = starts[span]
            var own: UInt64 = 0
            for child in children[below: span] {
                let start = min(max(starts[child], position), ends[span])
                own += start - position
                position = max(start, min(ends[child], ends[span]))
            }
            return own + (ends[span] - position)
        }
    }

    /// The spans that the end of the trace had to wait for, and how long for each.
    ///
    /// - Complexity: O(n log n).
    package var criticalPath: CriticalPathTimes {
        let children = SpanChildren(self) { one, other in
            if ends[one] != ends[other] { return ends[one] > ends[other] }
            return starts[one] != starts[other] ? starts[one] < starts[other] : one < other
        }
        return CriticalPathTimes(self, children)
    }
}

/// The children of each span whose duration is known, in some order, and the spans without a parent.
struct SpanChildren {
    private var children: [Int]
    /// Where the children of each span end; the last are the spans without a parent.
    private var ends: [Int]

    init(_ spans: SpanIntervals, orderedBy areInOrder: (Int, Int) -> Bool) {
        let count = spans.parents.count
        func place(_ span: Int) -> Int {
            let parent = spans.parents[span]
            return parent < 0 ? count : parent
        }
        let known = (0..<count).filter { spans.isKnown($0) }
        ends = [Int](repeating: 0, count: count + 1)
        for span in known { ends[place(span)] += 1 }
        var start = 0
        for place in ends.indices { (ends[place], start) = (start, start + ends[place]) }
        children = [Int](repeating: 0, count: known.count)
        for span in known {
            children[ends[place(span)]] = span
            ends[place(span)] += 1
        }
        for place in ends.indices {
            let range = range(place)
            if range.count > 1 { children[range].sort(by: areInOrder) }
        }
    }

    private func range(_ place: Int) -> Range<Int> {
        (place == 0 ? 0 : ends[place - 1])..<ends[place]
    }

    subscript(below span: Int) -> ArraySlice<Int> { children[range(span)] }

    /// The spans without a parent.
    var tops: ArraySlice<Int> { children[range(ends.count - 1)] }
}
