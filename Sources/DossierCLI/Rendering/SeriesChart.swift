internal import Dossier

/// The values of a series over time on one line, as bars of eight heights.
struct SeriesChart {
    static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    let text: String

    /// Draws the last value of each stretch of the range; blank where there is none.
    init(_ series: QuerySeries, range: ClosedRange<Int64>, columns: Int) {
        var values = [Double?](repeating: nil, count: max(1, columns))
        let length = max(1, Double(range.upperBound) - Double(range.lowerBound))
        for point in series.points {
            guard let number = point.number, number.isFinite, range.contains(point.milliseconds)
            else {
                continue
            }
            let share = (Double(point.milliseconds) - Double(range.lowerBound)) / length
            let column = min(values.count - 1, Int(share * Double(values.count)))
            values[column] = number
        }
        let present = values.compactMap { $0 }
        let low = present.min() ?? 0
        let span = (present.max() ?? 0) - low
        text = String(
            values.map { value -> Character in
                guard let value else { return " " }
                guard span > 0, span.isFinite else { return Self.bars[span > 0 ? 7 : 0] }
                let height = (value - low) / span * Double(Self.bars.count - 1)
                return Self.bars[min(7, max(0, Int(height.rounded())))]
            }
        )
    }
}
