/// Members of one kind and name that an input has where OTLP expects a value, counted: what they say
/// could not be read, or not as it was meant.
package struct InputAnomaly: Hashable, Sendable {
    /// What is unusual.
    ///
    /// Raw values are part of the file format.
    package enum Kind: UInt8, CaseIterable, Sendable {
        /// A member of an attribute's value that `AnyValue` does not have.
        case attributeValueMember = 1
        /// A member of a log record's body that `AnyValue` does not have.
        case bodyMember = 2
        /// A member of an attribute without a value that `KeyValue` does not have.
        case attributeMember = 3
        /// A member of a metric without data that `Metric` does not have.
        case metricMember = 4
        /// A member of a data point without a value that the point does not have; the name is empty
        /// if it has no such members.
        case pointMember = 5
        /// A member of an exemplar without a value that `Exemplar` does not have.
        case exemplarMember = 6
        /// A member of a resource, a scope or an entry of either that has nothing else.
        case groupMember = 7
        /// A member of a value that is null, and the only one.
        case nullMember = 8
        /// The name of an enumeration's number that OTLP does not define; it is kept as an attribute.
        case enumerationName = 9
        /// A number that its member can't hold; it is left out.
        case numberOutOfRange = 10
        /// A span without a trace id, or with one that is none; the name is what the first one has.
        case spanWithoutTrace = 11
        /// Another id that is none; it is kept as text.
        case unreadableID = 12

        /// Whether all names are counted together, under the first of them.
        package var isCountedAsOne: Bool { self == .spanWithoutTrace }
    }

    package var input: Int
    package var kind: Kind
    /// The bytes of the member's name as the input has them, cut to `nameByteLimit`; empty if there
    /// were many other names.
    package var name: [UInt8]
    package var count: UInt64
    /// Where the first one is in the decoded input, in bytes.
    package var byteOffset: UInt64

    package static let nameByteLimit = 64
    /// How many names of a kind are told apart.
    package static let nameLimit = 32

    package init(input: Int, kind: Kind, name: [UInt8], count: UInt64, byteOffset: UInt64) {
        self.input = input
        self.kind = kind
        self.name = name
        self.count = count
        self.byteOffset = byteOffset
    }
}

/// Anomalies by input, kind and name, with at most `InputAnomaly.nameLimit` names of each kind of an
/// input.
package struct InputAnomalies: Sendable {
    /// In the order in which they were met.
    package private(set) var all: [InputAnomaly]

    package init(_ all: [InputAnomaly] = []) {
        self.all = all
    }

    package var isEmpty: Bool { all.isEmpty }

    /// How many there are of a kind.
    package func count(of kind: InputAnomaly.Kind) -> Int {
        all.reduce(0) { $1.kind == kind ? $0 + Int(clamping: $1.count) : $0 }
    }

    /// Counts what `other` counts; returns the index of the entry that changed.
    ///
    /// - Complexity: O(entries).
    @discardableResult
    package mutating func add(_ other: InputAnomaly) -> Int {
        let peers = all.indices.filter {
            all[$0].input == other.input && all[$0].kind == other.kind
        }
        if let index = peers.first(where: {
            other.kind.isCountedAsOne || all[$0].name == other.name
        }) {
            return add(other, at: index)
        }
        var added = other
        if peers.count >= InputAnomaly.nameLimit {
            added.name = []
            if let index = peers.first(where: { all[$0].name.isEmpty }) {
                return add(added, at: index)
            }
        }
        all.append(added)
        return all.count - 1
    }

    private mutating func add(_ other: InputAnomaly, at index: Int) -> Int {
        all[index].count &+= other.count
        if other.byteOffset < all[index].byteOffset {
            all[index].byteOffset = other.byteOffset
            all[index].name = other.name
        }
        return index
    }
}
