/// The order in which rows are stored: by group, then by time, then as they came.
///
/// Returns row numbers. `groups` gives each row a group below `groupCount`. O(rows + groups) for
/// input whose groups are in time order already, else O(rows × log rows).
package func clusteredOrder(groups: [UInt32], groupCount: Int, times: [UInt64]?) -> [UInt32] {
    var starts = [Int](repeating: 0, count: groupCount + 1)
    for group in groups { starts[Int(group) + 1] += 1 }
    for group in 0..<groupCount { starts[group + 1] += starts[group] }

    var next = starts
    var order = [UInt32](repeating: 0, count: groups.count)
    for (row, group) in groups.enumerated() {
        order[next[Int(group)]] = UInt32(row)
        next[Int(group)] += 1
    }
    guard let times else { return order }
    for group in 0..<groupCount {
        let range = starts[group]..<starts[group + 1]
        if range.count > 1 { sortByTime(&order, in: range, times: times) }
    }
    return order
}

private func sortByTime(_ order: inout [UInt32], in range: Range<Int>, times: [UInt64]) {
    let isSorted = range.dropFirst().allSatisfy { index in
        times[Int(order[index - 1])] <= times[Int(order[index])]
    }
    if isSorted { return }
    order[range].sort { left, right in
        let (leftTime, rightTime) = (times[Int(left)], times[Int(right)])
        return leftTime != rightTime ? leftTime < rightTime : left < right
    }
}

/// A rank for every trace: by the first time it is seen, then by id.
///
/// O(rows + traces × log traces).
///
/// `rows` are pairs of a trace word and a time column, from every table that shares the ranking.
/// Unknown times (0, or above `Int64.max`) count only for a trace that has no other.
package func traceRanks(
    _ traces: TraceTable,
    rows: [(traces: [UInt64], times: [UInt64])]
) -> [UInt32] {
    var first = [UInt64](repeating: UInt64.max, count: traces.count)
    for columns in rows {
        for (trace, time) in zip(columns.traces, columns.times) where trace != noTrace {
            if time != 0, time <= UInt64(Int64.max), time < first[Int(trace)] {
                first[Int(trace)] = time
            }
        }
    }
    let sorted = (0..<UInt32(traces.count)).sorted { left, right in
        let (leftTime, rightTime) = (first[Int(left)], first[Int(right)])
        return leftTime != rightTime ? leftTime < rightTime : traces[left] < traces[right]
    }
    var ranks = [UInt32](repeating: 0, count: traces.count)
    for (rank, trace) in sorted.enumerated() { ranks[Int(trace)] = UInt32(rank) }
    return ranks
}
