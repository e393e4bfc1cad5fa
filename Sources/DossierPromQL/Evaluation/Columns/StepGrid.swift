/// The times at which a query is evaluated: the start, and each step from there to the end.
struct StepGrid {
    let start: Int64
    let step: Int64
    let count: Int

    /// The bounds are within `QueryTimeRange`; a grid without a step is its start alone.
    init(start: Int64, end: Int64, step: Int64) {
        self.start = start
        self.step = step
        count = step > 0 && end >= start ? Int((end - start) / step) + 1 : 1
    }

    /// The first time alone.
    var first: StepGrid { StepGrid(start: start, end: start, step: 0) }

    func time(_ index: Int) -> Int64 { start + Int64(index) * step }

    func index(of time: Int64) -> Int? {
        guard step > 0 else { return time == start ? 0 : nil }
        let (index, rest) = (time - start).quotientAndRemainder(dividingBy: step)
        return rest == 0 && index >= 0 && index < Int64(count) ? Int(index) : nil
    }
}
