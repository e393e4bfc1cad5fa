/// A condition on the value of one label; a label that is absent has the empty value.
package struct SeriesMatcher: Sendable {
    package enum Condition: Sendable {
        case equal([UInt8])
        case notEqual([UInt8])
        /// The whole value matches a pattern.
        case matching(@Sendable (UnsafeRawBufferPointer) -> Bool)
        /// The whole value does not match a pattern.
        case notMatching(@Sendable (UnsafeRawBufferPointer) -> Bool)
    }

    package let name: [UInt8]
    package let condition: Condition

    package init(name: [UInt8], _ condition: Condition) {
        self.name = name
        self.condition = condition
    }

    package var matchesEmpty: Bool { matches([]) }

    package func matches(_ value: [UInt8]) -> Bool {
        switch condition {
        case .equal(let expected): value == expected
        case .notEqual(let unwanted): value != unwanted
        case .matching(let predicate): value.withUnsafeBytes(predicate)
        case .notMatching(let predicate): !value.withUnsafeBytes(predicate)
        }
    }

    package func matches(_ labels: Labels) -> Bool {
        guard let range = labels.valueRange(of: name) else { return matchesEmpty }
        switch condition {
        case .equal(let expected): return labels.encoded.equal(range, expected)
        case .notEqual(let unwanted): return !labels.encoded.equal(range, unwanted)
        case .matching(let predicate): return test(predicate, labels, range)
        case .notMatching(let predicate): return !test(predicate, labels, range)
        }
    }

    private func test(
        _ predicate: (UnsafeRawBufferPointer) -> Bool,
        _ labels: Labels,
        _ range: Range<Int>
    ) -> Bool {
        labels.encoded.withUnsafeBytes { predicate(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
}
