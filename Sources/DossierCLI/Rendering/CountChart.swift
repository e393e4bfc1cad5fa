/// Counts over time on one line, as bars of eight heights from nothing to the largest; blank where
/// there is nothing.
struct CountChart {
    let text: String

    /// Draws counts of equal stretches of time, several to a column if there are more.
    init(_ counts: [Int], columns: Int) {
        let stretchesToColumn = max(1, (counts.count + columns - 1) / max(1, columns))
        let sums = stride(from: 0, to: counts.count, by: stretchesToColumn).map { start in
            counts[start..<min(start + stretchesToColumn, counts.count)].reduce(0, +)
        }
        let most = sums.max() ?? 0
        text = String(
            sums.map { sum -> Character in
                guard sum > 0 else { return " " }
                let height = (Double(sum) / Double(most) * 8).rounded(.up)
                return SeriesChart.bars[min(8, max(1, Int(height))) - 1]
            }
        )
    }
}
