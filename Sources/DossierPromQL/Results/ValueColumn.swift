/// The values of one series at all steps of a query; a stale marker where it has none.
struct ValueColumn {
    var labels: Labels
    /// Whether the name goes at the end of the query.
    var isNameDropped = false
    var values: [Double]
    /// Native histograms, at steps where `values` has none; empty if the series has no histogram.
    var histograms: [FloatHistogram?] = []

    init(labels: Labels, isNameDropped: Bool = false, stepCount: Int) {
        self.labels = labels
        self.isNameDropped = isNameDropped
        values = Array(repeating: .staleMarker, count: stepCount)
    }

    init(labels: Labels, isNameDropped: Bool = false, values: [Double]) {
        self.labels = labels
        self.isNameDropped = isNameDropped
        self.values = values
    }

    /// Histograms count for what they take.
    var sampleCount: Int { values.count + histograms.count * 16 }

    var hasHistograms: Bool { !histograms.isEmpty }

    func has(_ step: Int) -> Bool {
        !values[step].isStaleMarker || hasHistograms && histograms[step] != nil
    }

    var isEmpty: Bool { values.allSatisfy(\.isStaleMarker) && histograms.allSatisfy { $0 == nil } }

    func point(_ step: Int) -> PromQLResult.Point? {
        if !values[step].isStaleMarker { return .float(values[step]) }
        guard hasHistograms, let histogram = histograms[step] else { return nil }
        return .histogram(histogram)
    }

    mutating func set(_ point: PromQLResult.Point, at step: Int) {
        switch point {
        case .float(let value): values[step] = value
        case .histogram(let histogram):
            if histograms.isEmpty {
                histograms = [FloatHistogram?](repeating: nil, count: values.count)
            }
            histograms[step] = histogram
        }
    }

    mutating func remove(_ step: Int) {
        values[step] = .staleMarker
        if hasHistograms { histograms[step] = nil }
    }

    /// The same without its histograms.
    func withFloatsAlone() -> ValueColumn {
        ValueColumn(labels: labels, isNameDropped: isNameDropped, values: values)
    }

    /// The first value, repeated for a number of steps.
    func repeated(_ stepCount: Int) -> ValueColumn {
        var column = self
        column.values = Array(repeating: values[0], count: stepCount)
        if hasHistograms {
            column.histograms = Array(repeating: histograms[0], count: stepCount)
        }
        return column
    }

    func overlaps(_ other: ValueColumn) -> Bool {
        values.indices.contains { has($0) && other.has($0) }
    }

    /// Takes over the points of a column that has none where this one has.
    mutating func merge(_ other: ValueColumn) {
        for step in values.indices {
            if let point = other.point(step) { set(point, at: step) }
        }
    }
}

extension [ValueColumn] {
    var haveHistograms: Bool { contains(where: \.hasHistograms) }

    /// Joins columns with the same labels that have no step in common; one in common is an error
    /// if that `isStrict`, else such columns stay apart.
    func merged(isStrict: Bool) throws -> [ValueColumn] {
        var indices: [Labels: Int] = [:]
        indices.reserveCapacity(count)
        var others: [Labels: [Int]] = [:]
        var result: [ValueColumn] = []
        result.reserveCapacity(count)
        for column in self {
            guard let first = indices[column.labels] else {
                indices[column.labels] = result.count
                result.append(column)
                continue
            }
            let same = [first] + others[column.labels, default: []]
            if isStrict, same.contains(where: { result[$0].overlaps(column) }) {
                throw EvaluationError(
                    "vector cannot contain metrics with the same labelset"
                )
            }
            let place = same.first { place in
                result[place].isNameDropped == column.isNameDropped
                    && !result[place].overlaps(column)
            }
            if let place {
                result[place].merge(column)
            } else {
                others[column.labels, default: []].append(result.count)
                result.append(column)
            }
        }
        return result
    }

    /// Takes names from where they must go; what is then the same becomes one series, unless both
    /// have a value at one step.
    func withoutDroppedNames() throws -> [ValueColumn] {
        var columns = self
        for index in columns.indices where columns[index].isNameDropped {
            columns[index].labels = columns[index].labels.droppingMetadata()
            columns[index].isNameDropped = false
        }
        return try columns.merged(isStrict: true)
    }
}
