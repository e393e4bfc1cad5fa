import DossierColumns

/// The long texts among the strings of a batch, as numbers of the fragments that make them up.
package struct LongTexts: Sendable {
    private var fragments: [UInt32: Range<Int>] = [:]
    private var numbers: [UInt32] = []

    package init() {}

    package var isEmpty: Bool { fragments.isEmpty }

    /// Adds the string with this code.
    package mutating func add(_ code: UInt32, fragments added: some Sequence<UInt32>) {
        let start = numbers.count
        numbers.append(contentsOf: added)
        fragments[code] = start..<numbers.count
    }

    /// The fragments of a string; nil if it is not long.
    subscript(code: UInt32) -> ArraySlice<UInt32>? {
        fragments[code].map { numbers[$0] }
    }
}
