import DossierColumns

/// What points counted up to each bound but the last, by bound.
enum BucketColumns {
    /// The columns of all points of a list, of which there are as many as `points`.
    static func columns(
        _ vectors: PointVectors,
        _ boundCount: Int,
        _ points: Range<Int>
    ) -> [[Double]] {
        var columns: [[Double]] = []
        columns.reserveCapacity(boundCount + 1)
        for bound in 0..<boundCount {
            var column = columns.last ?? [Double](repeating: 0, count: points.count)
            vectors.add(bound, to: &column)
            columns.append(column)
        }
        return columns
    }

    /// The columns of points whose counts are these little-endian words.
    static func columns(
        _ points: ArraySlice<ArraySlice<UInt8>>,
        _ boundCount: Int
    ) -> [[Double]] {
        var columns = [[Double]](
            repeating: [Double](repeating: 0, count: points.count),
            count: boundCount
        )
        for (index, bytes) in points.enumerated() {
            var running = 0.0
            let words = littleEndianWords(bytes)
            for bound in 0..<boundCount {
                if bound < words.count { running += Double(words[bound]) }
                columns[bound][index] = running
            }
        }
        return columns
    }
}
