import DossierColumns
import Synchronization

/// The series of a metric, in the order of their ids, and their labels but for the name.
final class LabelledMetric: Sendable {
    let ids: [UInt32]
    let labels: [Labels]
    private let named = Mutex<[SeriesPart: [Labels?]]>([:])
    private let buckets = Mutex<[Int: (bounds: [UInt8], labels: [Labels])]>([:])
    private let texts = Mutex<(bounds: [UInt8], texts: [[UInt8]])?>(nil)
    private let values = Mutex<[[UInt8]: LabelValues]>([:])

    /// Few series are looked at one by one.
    private static let indexedCountMin = 128

    init(ids: [UInt32], labels: [Labels]) {
        self.ids = ids
        self.labels = labels
    }

    /// The series that satisfy all matchers, leaving aside those of labels that parts add.
    func indices(matching matchers: [SeriesMatcher]) -> [Int] {
        guard labels.count >= Self.indexedCountMin, !matchers.isEmpty else {
            return labels.indices.filter { matches($0, matchers) }
        }
        var rest = matchers
        var found: [Int]?
        if let first = rest.firstIndex(where: \.isOneValue) {
            let matcher = rest.remove(at: first)
            found = values(of: matcher.name).indices(matching: matcher)
        }
        for matcher in rest {
            // A pattern is matched once for each value, unless few series are left.
            if let few = found, few.count < Self.indexedCountMin {
                found = few.filter { matcher.matches(labels[$0]) }
            } else {
                let matching = values(of: matcher.name).indices(matching: matcher)
                found = found.map { $0.intersection(ofSorted: matching) } ?? matching
            }
        }
        return found ?? Array(labels.indices)
    }

    private func matches(_ index: Int, _ matchers: [SeriesMatcher]) -> Bool {
        matchers.allSatisfy { $0.matches(labels[index]) }
    }

    private func values(of name: [UInt8]) -> LabelValues {
        values.withLock { known in
            if let found = known[name] { return found }
            let made = LabelValues(of: name, in: labels)
            known[name] = made
            return made
        }
    }

    /// The labels of one part of some series, the name among them.
    func labels(_ indices: [Int], part: SeriesPart, name: [UInt8]) -> [Labels] {
        named.withLock { named in
            var all = named[part] ?? []
            named[part] = nil
            if all.isEmpty { all = [Labels?](repeating: nil, count: labels.count) }
            let result = indices.map { index in
                if let known = all[index] { return known }
                let made = labels[index].setting(LabelName.metricName, name)
                all[index] = made
                return made
            }
            named[part] = all
            return result
        }
    }

    /// The labels of the buckets of a series, by bound, +Inf last.
    ///
    /// `named` are the labels of the series with the name of buckets; `bounds` are little-endian
    /// doubles.
    func bucketLabels(_ index: Int, _ named: Labels, bounds: ArraySlice<UInt8>) -> [Labels] {
        if let known = buckets.withLock({ $0[index] }), known.bounds.elementsEqual(bounds) {
            return known.labels
        }
        let texts = boundTexts(bounds)
        let labels = texts.map { named.setting(LabelName.bucketBound, $0) }
        buckets.withLock { $0[index] = (Array(bounds), labels) }
        return labels
    }

    /// The bounds as values of `le`; most series of a metric have the same.
    private func boundTexts(_ bounds: ArraySlice<UInt8>) -> [[UInt8]] {
        if let known = texts.withLock({ $0 }), known.bounds.elementsEqual(bounds) {
            return known.texts
        }
        let made =
            littleEndianWords(bounds).map { word in
                Array(FloatText.decimal(Double(bitPattern: word)).utf8)
            } + [Array("+Inf".utf8)]
        texts.withLock { $0 = (Array(bounds), made) }
        return made
    }
}
