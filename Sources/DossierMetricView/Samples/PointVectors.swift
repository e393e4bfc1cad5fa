import DossierColumns
import DossierQuery

/// A field of points whose values are vectors of little-endian words, read by the place in these.
struct PointVectors {
    /// What the points of one run have.
    private struct Part {
        /// The place of its first point among those of all runs.
        let first: Int
        let count: Int
        let values: PointValues
    }

    private var parts: [Part] = []
    /// Where the points of the runs stand in the order of time, -1 for those that are left out;
    /// empty if they stand there already.
    private var indices: [Int] = []

    init(_ field: Field, of points: PointList) {
        var first = 0
        for run in points.runs {
            if let values = run.values(of: field) {
                parts.append(Part(first: first, count: run.count, values: values))
            }
            first += run.count
        }
        if let order = points.order {
            indices = [Int](repeating: -1, count: first)
            for (place, stored) in order.enumerated() { indices[stored] = place }
        }
    }

    /// Adds to each point's total the word at one place of its vector, if that is so long.
    func add(_ place: Int, to totals: inout [Double]) {
        totals.withUnsafeMutableBufferPointer { totals in
            for part in parts {
                let isAdded = withUnsafeTemporaryAllocation(
                    of: UInt64.self,
                    capacity: part.count
                ) { words in
                    guard part.values.copy(place: place, into: words) else { return false }
                    for index in 0..<part.count {
                        let target = self.place(part.first + index)
                        if target >= 0 { totals[target] += Double(words[index]) }
                    }
                    return true
                }
                if !isAdded { add(place, of: part, to: totals) }
            }
        }
    }

    private func add(
        _ place: Int,
        of part: Part,
        to totals: UnsafeMutableBufferPointer<Double>
    ) {
        let strings = part.values.strings
        strings.bytes.withUnsafeBytes { bytes in
            for index in 0..<part.count where part.values.has(index) {
                let code = UInt32(truncatingIfNeeded: part.values.words[index])
                guard code < strings.count else { continue }
                let range = strings.range(code)
                guard place < range.count / 8 else { continue }
                let word = bytes.loadUnaligned(
                    fromByteOffset: range.lowerBound + place * 8,
                    as: UInt64.self
                )
                let target = self.place(part.first + index)
                if target >= 0 { totals[target] += Double(UInt64(littleEndian: word)) }
            }
        }
    }

    @inline(__always)
    private func place(_ stored: Int) -> Int { indices.isEmpty ? stored : indices[stored] }
}
