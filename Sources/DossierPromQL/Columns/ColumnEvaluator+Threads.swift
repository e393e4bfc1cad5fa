import DossierColumns

extension ColumnEvaluator {
    /// Below this many samples and results, several threads gain nothing.
    private static let parallelCountMin = 50_000
    /// How many series are given out at a time; in between it is asked whether to go on.
    private static let waveCount = 256

    /// Makes a column of each series that has one, by several threads if there is much to do.
    ///
    /// `column` is called from any thread.
    func columns(
        of series: [SeriesWindows.Series],
        _ column: @escaping @Sendable (SeriesWindows.Series) throws -> ValueColumn?
    ) throws -> [ValueColumn] {
        for _ in series { try budget.hold(grid.count) }
        let count = series.count * grid.count + series.reduce(0) { $0 + $1.sampleCount }
        guard count >= Self.parallelCountMin else { return try series.compactMap(column) }
        var columns: [ValueColumn] = []
        columns.reserveCapacity(series.count)
        for start in stride(from: 0, to: series.count, by: Self.waveCount) {
            try budget.check()
            let wave = series[start..<min(start + Self.waveCount, series.count)]
            let size = max(1, min(16, wave.count / 8))
            let parts = stride(from: wave.startIndex, to: wave.endIndex, by: size).map { start in
                wave[start..<min(start + size, wave.endIndex)]
            }
            for part in try parallelMap(parts, { try $0.compactMap(column) }) { columns += part }
        }
        return columns
    }
}
