import DossierPromQL

/// The values of one label, with the places of the series that have each.
struct LabelValues: Sendable {
    /// An absent label has the empty value.
    private var places: [[UInt8]: [Int]] = [:]

    init(_ values: [[UInt8]]) {
        for (index, value) in values.enumerated() { places[value, default: []].append(index) }
    }

    /// The places of the series that satisfy a condition on the label, rising.
    func indices(matching matcher: SeriesMatcher) -> [Int] {
        if case .equal(let value) = matcher.condition { return places[value] ?? [] }
        let found = places.filter { matcher.matches($0.key) }.values
        if found.count == 1, let one = found.first { return one }
        return found.flatMap { $0 }.sorted()
    }
}

extension SeriesMatcher {
    /// Whether one value alone satisfies the condition, and not the absence of the label.
    var isOneValue: Bool {
        if case .equal(let value) = condition { return !value.isEmpty }
        return false
    }
}

extension [Int] {
    /// The numbers that are in both; both rise.
    func intersection(ofSorted other: [Int]) -> [Int] {
        var result: [Int] = []
        var index = 0
        for number in self {
            while index < other.count, other[index] < number { index += 1 }
            if index < other.count, other[index] == number { result.append(number) }
        }
        return result
    }
}
