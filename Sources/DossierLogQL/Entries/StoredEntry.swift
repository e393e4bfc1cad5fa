/// An entry as it is before stages run over it.
package struct StoredEntry: Hashable, Sendable {
    package struct Label: Hashable, Sendable {
        package var name: [UInt8]
        package var value: [UInt8]

        package init(name: [UInt8], value: [UInt8]) {
            self.name = name
            self.value = value
        }
    }

    package var line: [UInt8]
    /// Nanoseconds since the Unix epoch.
    package var nanoseconds: Int64
    /// The labels of its stream, in the order of their names.
    package var stream: [Label]
    /// What is stored with it; of two of one name the first counts.
    package var metadata: [Label]

    package init(
        line: [UInt8],
        nanoseconds: Int64 = 0,
        stream: [Label] = [],
        metadata: [Label] = []
    ) {
        self.line = line
        self.nanoseconds = nanoseconds
        self.stream = stream
        self.metadata = metadata
    }
}

extension [StoredEntry.Label] {
    /// Whether labels come before others: by the first that differs, by name and then by value.
    package func precedes(_ other: Self) -> Bool {
        for (left, right) in zip(self, other) where left != right {
            if left.name != right.name { return left.name.lexicographicallyPrecedes(right.name) }
            return left.value.lexicographicallyPrecedes(right.value)
        }
        return count < other.count
    }
}
