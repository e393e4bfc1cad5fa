/// The times at which a query or a subquery is evaluated: the start, and each step from there to the
/// end, or some of these.
struct StepGrid {
    let start: Int64
    let step: Int64
    let count: Int
    /// The times, rising, if some steps are left out.
    private var times: [Int64]?

    /// The bounds are within `QueryTimeRange`; a grid without a step is its start alone.
    init(start: Int64, end: Int64, step: Int64) {
        self.start = start
        self.step = step
        count = step > 0 && end >= start ? Int((end - start) / step) + 1 : 1
    }

    /// Those multiples of a step that are in any of the windows of a subquery, which end at times
    /// that do not fall, and are open at their start; nil if there is none.
    ///
    /// Throws `excess` if there are more than `countMax`.
    init?(
        multiplesOf step: Int64,
        in ends: [Int64],
        length: Int64,
        countMax: Int,
        excess: QueryLimitError
    ) throws(QueryLimitError) {
        // Stretches of multiples without a gap.
        var stretches: [ClosedRange<Int64>] = []
        var total: Int64 = 0
        for end in ends {
            var first = Self.firstMultiple(of: step, after: end - length)
            let last = stretches.last?.upperBound
            if let last { first = max(first, last + step) }
            guard first <= end else { continue }
            let count = (end - first) / step + 1
            total += count
            guard total <= Int64(countMax) else { throw excess }
            let upper = first + (count - 1) * step
            if let last, let lower = stretches.last?.lowerBound, first == last + step {
                stretches[stretches.count - 1] = lower...upper
            } else {
                stretches.append(first...upper)
            }
        }
        guard let first = stretches.first else { return nil }
        start = first.lowerBound
        self.step = step
        count = Int(total)
        if stretches.count > 1 {
            times = stretches.flatMap { stretch in
                stride(from: stretch.lowerBound, through: stretch.upperBound, by: Int(step))
            }
        }
    }

    /// Division rounds towards zero, so the multiple below a negative time is one too high.
    private static func firstMultiple(of step: Int64, after time: Int64) -> Int64 {
        let multiple = time / step * step
        return multiple <= time ? multiple + step : multiple
    }

    /// The first time alone.
    var first: StepGrid { StepGrid(start: start, end: start, step: 0) }

    func time(_ index: Int) -> Int64 { times?[index] ?? start + Int64(index) * step }

    func index(of time: Int64) -> Int? {
        if let times {
            let index = times.firstIndex(above: time - 1)
            return index < count && times[index] == time ? index : nil
        }
        guard step > 0 else { return time == start ? 0 : nil }
        let (index, rest) = (time - start).quotientAndRemainder(dividingBy: step)
        return rest == 0 && index >= 0 && index < Int64(count) ? Int(index) : nil
    }
}
