/// Folds the values of columns at each of some steps, column after column.
struct ColumnFold {
    let columns: [ValueColumn]
    /// Into the columns.
    let members: [Int]
    let steps: Range<Int>

    /// `first` makes the state of a step from the first value there.
    @inline(__always)
    func values<State>(
        first: (Double) -> State,
        _ add: (inout State, Double) -> Void,
        _ result: (State) -> Double
    ) -> [Double] {
        guard let start = members.first else { return [] }
        // Where a step has no value yet, its state is made of the marker and of no meaning.
        var states = columns[start].values[steps].map(first)
        var isThere = columns[start].values[steps].map { !$0.isStaleMarker }
        states.withUnsafeMutableBufferPointer { states in
            isThere.withUnsafeMutableBufferPointer { isThere in
                for member in members.dropFirst() {
                    columns[member].values.withUnsafeBufferPointer { values in
                        let values = UnsafeBufferPointer(rebasing: values[steps])
                        for step in 0..<values.count where !values[step].isStaleMarker {
                            if isThere[step] {
                                add(&states[step], values[step])
                            } else {
                                states[step] = first(values[step])
                                isThere[step] = true
                            }
                        }
                    }
                }
            }
        }
        return states.indices.map { isThere[$0] ? result(states[$0]) : .staleMarker }
    }
}

/// Welford's variance, as the aggregation has it: without compensation.
struct WelfordVariance {
    private var mean: Double
    private var squares: Double
    private var count = 1.0

    init(_ first: Double) {
        mean = first
        squares = first.isFinite ? 0 : .nan
    }

    @inline(__always)
    mutating func add(_ value: Double) {
        count += 1
        let delta = value - mean
        mean += delta / count
        squares += delta * (value - mean)
    }

    var result: Double { squares / count }

    var deviation: Double { result.squareRoot() }
}
