import DossierColumns
import DossierPrimitives
import DossierPromQL

/// The quantiles of summary points, as a series for each.
struct QuantileSamples {
    /// The value of the label `quantile` with the samples.
    let series: [(quantile: [UInt8], samples: FloatSamples)]

    init(_ points: PointList, _ numbers: NumberSamples) {
        let pairs = points.bytes(of: .quantiles).map(littleEndianWords)
        let isStale = points.isStale
        var indices: [UInt64: Int] = [:]
        var found: [(bits: UInt64, rows: [Int], values: [Double])] = []
        for (row, words) in pairs.enumerated() {
            if isStale?[row] ?? false {
                for place in found.indices {
                    found[place].rows.append(row)
                    found[place].values.append(.staleMarker)
                }
                continue
            }
            for index in stride(from: 0, to: words.count - 1, by: 2) {
                let place = indices[words[index]] ?? found.count
                if place == found.count {
                    indices[words[index]] = place
                    found.append((words[index], [], []))
                }
                found[place].rows.append(row)
                found[place].values.append(Double(bitPattern: words[index + 1]))
            }
        }
        let (timestamps, starts) = (numbers.timestamps, numbers.startTimestamps)
        series = found.map { quantile in
            (
                Array(FloatText.decimal(Double(bitPattern: quantile.bits)).utf8),
                SampleColumns.floats(
                    quantile.rows.map { timestamps[$0] },
                    quantile.values,
                    starts.isEmpty ? [] : quantile.rows.map { starts[$0] }
                )
            )
        }
    }
}
