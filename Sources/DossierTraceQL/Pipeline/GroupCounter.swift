import DossierQuery

/// Which sizes of groups the stage after `by(…)` may keep.
struct GroupSizes {
    /// Nil if it may keep any.
    private var test: (comparison: ValueComparison, limit: Int64)?

    /// `next` is the stage after the groups.
    init(_ next: PipelinePlan.Stage?) {
        if case .scalarFilter(.count, _, let comparison, .integer(let limit)) = next {
            test = (comparison, limit)
        }
    }

    @inline(__always)
    func contains(_ size: Int) -> Bool {
        test.map { $0.comparison.holds(Int64(size), $0.limit) } ?? true
    }
}

/// Groups spans by the number of a value, for one trace after another.
///
/// All counts are 0 between traces, so that a trace costs no more than its spans.
struct GroupCounter {
    private struct Count {
        /// How many spans have the value.
        var size: UInt32 = 0
        /// The group of the value, counted from 1; 0 for none so far.
        var group: UInt32 = 0
    }

    /// By the number of the value.
    private var counts: [Count] = []

    /// The groups of some of the allowed sizes, in the order of their first spans.
    ///
    /// The first span is in row `first` of the column.
    mutating func groups(
        of spans: [Int],
        by column: NumberedValues,
        from first: Int,
        _ sizes: GroupSizes
    ) -> [(value: TraceQLValue, spans: [Int])] {
        if counts.count < column.values.count {
            counts = [Count](repeating: Count(), count: column.values.count)
        }
        return counts.withUnsafeMutableBufferPointer { counts in
            for span in spans { counts[Int(column.numbers[first + span])].size += 1 }
            var groups: [(value: TraceQLValue, spans: [Int])] = []
            for span in spans {
                let number = Int(column.numbers[first + span])
                guard sizes.contains(Int(counts[number].size)) else { continue }
                if counts[number].group == 0 {
                    groups.append((column.values[number], []))
                    groups[groups.count - 1].spans.reserveCapacity(Int(counts[number].size))
                    counts[number].group = UInt32(groups.count)
                }
                groups[Int(counts[number].group) - 1].spans.append(span)
            }
            for span in spans { counts[Int(column.numbers[first + span])] = Count() }
            return groups
        }
    }
}
