/// Where in the time of a trace something happened, as a bar of some columns.
struct TimelineBar {
    let columns: Int
    private let window: ClosedRange<UInt64>?

    /// Bars over the time of a trace; if that is unknown, they are empty.
    init(columns: Int, window: ClosedRange<UInt64>?) {
        self.columns = columns
        self.window = window
    }

    /// A bar from one time to another, at least one column wide; empty if a time is unknown.
    func bar(from start: UInt64, to end: UInt64) -> String {
        guard start != 0, end >= start, let first = column(of: start), let last = column(of: end)
        else { return blank(columns) }
        return blank(first) + String(repeating: "━", count: last - first + 1)
            + blank(columns - last - 1)
    }

    /// A mark at a time; empty if it is unknown or outside the trace.
    func mark(_ sign: String, at time: UInt64) -> String {
        guard time != 0, let window, window.contains(time), let column = column(of: time) else {
            return blank(columns)
        }
        return blank(column) + sign + blank(columns - column - 1)
    }

    private func column(of time: UInt64) -> Int? {
        guard let window, columns > 0 else { return nil }
        let length = window.upperBound - window.lowerBound
        guard length > 0 else { return 0 }
        let clamped = min(max(time, window.lowerBound), window.upperBound)
        let share = Double(clamped - window.lowerBound) / Double(length)
        return min(columns - 1, Int(share * Double(columns)))
    }

    private func blank(_ count: Int) -> String {
        String(repeating: " ", count: max(0, count))
    }
}
