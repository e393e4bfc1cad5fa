package import DossierPromQL

/// The series that rules of one name wrote.
package struct RecordedSeries: Sendable {
    package struct Key: Hashable, Sendable {
        package let kind: Rule.Kind
        package let name: [UInt8]

        package init(kind: Rule.Kind, name: [UInt8]) {
            self.kind = kind
            self.name = name
        }

        init(_ rule: Rule) {
            self.init(kind: rule.kind, name: Array(rule.name.utf8))
        }
    }

    package let key: Key
    package let names: [[UInt8]]
    private(set) var storage = MemoryStorage()

    init(of rule: Rule) {
        key = Key(rule)
        names = RuleOutput(of: rule).names
    }

    /// All of them, in the order of their labels.
    package var series: [SampleSeries] {
        storage.select(.everything([])).sorted { $0.labels < $1.labels }
    }

    mutating func append(
        _ point: PromQLResult.Point,
        at milliseconds: Int64,
        to labels: Labels
    ) throws(MemoryStorageError) {
        switch point {
        case .float(let value): try storage.append(value, at: milliseconds, to: labels)
        case .histogram(let value): try storage.append(value, at: milliseconds, to: labels)
        }
    }
}
