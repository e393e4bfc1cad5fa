import DossierColumns
import DossierPrimitives
import DossierPromQL
import DossierQuery
import Synchronization

/// The series of a metric, in the order of their ids, and their labels, which are put together when
/// they are asked for.
final class LabelledMetric: Sendable {
    let ids: [UInt32]
    private let places: [SeriesPlace]
    private let view: MetricView
    private let made: Mutex<Made>
    private let buckets = Mutex<[Int: (bounds: [UInt8], labels: [Labels])]>([:])
    private let texts = Mutex<(bounds: [UInt8], texts: [[UInt8]])?>(nil)

    private struct Made {
        var labeller: SeriesLabeller
        /// By series, without the name.
        var labels: [Labels?]
        /// The same with the name of a part.
        var named: [SeriesPart: [Labels?]] = [:]
        var values: [[UInt8]: LabelValues] = [:]
        /// Labels that keep series apart, by series.
        var added: [Int: [Label]] = [:]
        var separation: SeriesSeparation?
    }

    /// Few series are looked at one by one.
    private static let indexedCountMin = 128

    init(_ metric: Int, of view: MetricView, _ labeller: SeriesLabeller) {
        self.view = view
        places = view.series(of: metric)
        ids = places.map(\.id)
        made = Mutex(
            Made(labeller: labeller, labels: [Labels?](repeating: nil, count: places.count))
        )
    }

    /// The codes of the resource and the scope of a series; -1 for what is no code.
    func origin(of index: Int) -> (resource: Int, scope: Int) {
        let columns = view.seriesSets[places[index].set].rows.rows.columns
        let row = places[index].row
        return (
            Int(exactly: columns[SeriesColumn.resource][row]) ?? -1,
            Int(exactly: columns[SeriesColumn.scope][row]) ?? -1
        )
    }

    /// The labels of a series without its name.
    func labels(of index: Int) -> Labels { made.withLock { labels(index, &$0) } }

    /// Adds labels to series before any query has seen these.
    func keepApart(_ added: [Int: [Label]], _ separation: SeriesSeparation) {
        made.withLock { made in
            made.added = added
            made.separation = separation
            for (index, labels) in added {
                let known = self.labels(index, &made)
                made.labels[index] = Labels(known.pairs + labels)
            }
        }
    }

    /// How series are kept apart, if any of some are.
    func separation(of indices: [Int]) -> SeriesSeparation? {
        made.withLock { made in
            indices.contains { made.added[$0] != nil } ? made.separation : nil
        }
    }

    /// How series are kept apart, if any are.
    var separation: SeriesSeparation? { made.withLock { $0.separation } }

    /// The series that satisfy all matchers, leaving aside those of labels that parts add.
    func indices(matching matchers: [SeriesMatcher]) -> [Int] {
        guard !matchers.isEmpty else { return Array(places.indices) }
        return made.withLock { made in
            guard places.count >= Self.indexedCountMin else {
                return places.indices.filter { index in
                    let labels = labels(index, &made)
                    return matchers.allSatisfy { $0.matches(labels) }
                }
            }
            var rest = matchers
            var found: [Int]?
            if let first = rest.firstIndex(where: \.isOneValue) {
                let matcher = rest.remove(at: first)
                found = values(of: matcher.name, &made).indices(matching: matcher)
            }
            for matcher in rest {
                // A pattern is matched once for each value, unless few series are left.
                if let few = found, few.count < Self.indexedCountMin {
                    found = few.filter { matcher.matches(labels($0, &made)) }
                } else {
                    let matching = values(of: matcher.name, &made).indices(matching: matcher)
                    found = found.map { $0.intersection(ofSorted: matching) } ?? matching
                }
            }
            return found ?? []
        }
    }

    private func labels(_ index: Int, _ made: inout Made) -> Labels {
        if let known = made.labels[index] { return known }
        let place = places[index]
        let labels = made.labeller.labels(place.row, of: view.seriesSets[place.set].rows)
        made.labels[index] = labels
        return labels
    }

    private func values(of name: [UInt8], _ made: inout Made) -> LabelValues {
        if let known = made.values[name] { return known }
        let values = LabelValues(
            places.enumerated().map { index, place in
                made.added.isEmpty || made.added[index] == nil
                    ? made.labeller.value(of: name, place.row, of: view.seriesSets[place.set].rows)
                    : labels(index, &made)[name] ?? []
            }
        )
        made.values[name] = values
        return values
    }

    /// The labels of one part of some series, the name among them.
    func labels(_ indices: [Int], part: SeriesPart, name: [UInt8]) -> [Labels] {
        made.withLock { made in
            var all = made.named[part] ?? [Labels?](repeating: nil, count: places.count)
            made.named[part] = nil
            let result = indices.map { index in
                if let known = all[index] { return known }
                let named = labels(index, &made).setting(LabelName.metricName, name)
                all[index] = named
                return named
            }
            made.named[part] = all
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
