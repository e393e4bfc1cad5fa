/// A rule whose results are in a store, known by its kind and name.
package struct RecordedRule: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case recording
        case alerting
    }

    package let kind: Kind
    package let name: [UInt8]

    package init(kind: Kind, name: [UInt8]) {
        self.kind = kind
        self.name = name
    }
}
