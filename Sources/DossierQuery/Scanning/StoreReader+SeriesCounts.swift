import DossierColumns
package import DossierStore

extension StoreReader {
    /// How many series each metric has, by the number of the metric.
    ///
    /// - Complexity: O(series).
    package func seriesCounts() throws -> [Int] {
        var counts = [Int](repeating: 0, count: try sharedValues().metrics.count)
        for block in try series() {
            for metric in block.rows.rows.columns[SeriesColumn.metric] where metric < counts.count {
                counts[Int(metric)] += 1
            }
        }
        return counts
    }
}
